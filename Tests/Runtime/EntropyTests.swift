// Entropy: fills what it is asked for, never twice the same.
import Testing

@testable import Runtime

@Suite struct EntropyTests {
    @Test func `the whole room is filled and differs each time`() {
        let blocks = (0..<8).map { _ in [UInt8](capacity: 1000) { Entropy.fill(&$0) } }
        #expect(blocks.allSatisfy { $0.count == 1000 })
        #expect(Set(blocks).count == 8)
        #expect(Set((0..<100).map { _ in Entropy.next() }).count == 100)
    }
}
