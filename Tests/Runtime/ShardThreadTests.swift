// ShardThread: its body runs once, join waits, and a core that does not exist is an error.
import Synchronization
import Testing

@testable import Runtime

@Suite struct ShardThreadTests {
    @Test func `join waits for the body`() throws {
        let done = SharedCounter()
        let threads = 8
        for index in 0..<threads {
            let thread = try ShardThread.start(name: "a name longer than fifteen bytes \(index)") {
                done.value.add(1, ordering: .relaxed)
            }
            thread.join()
            #expect(done.value.load(ordering: .relaxed) == index + 1)
        }
    }

    @Test func `a thread is pinned to a core that exists`() throws {
        #expect(Cores.available >= 1)
        let done = SharedCounter()
        let thread = try ShardThread.start(name: "pinned", core: Cores.available - 1) {
            done.value.add(Cores.available, ordering: .relaxed)
        }
        thread.join()
        #expect(done.value.load(ordering: .relaxed) == 1)
        #expect(throws: SystemError.self) {
            try ShardThread.start(name: "nowhere", core: 100_000) {}.join()
        }
    }
}

/// A counter that threads share.
final class SharedCounter: Sendable {
    let value = Atomic<Int>(0)
}
