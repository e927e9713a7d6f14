// Slab: stale tokens find nothing, capacity holds, elements go exactly once.
import Testing

@testable import Runtime

@Suite struct SlabTests {
    private final class Counted {
        let counter: Counter
        init(_ counter: Counter) { self.counter = counter }
        deinit { counter.gone += 1 }
    }

    private final class Counter { var gone = 0 }

    /// Inserts, and fails the test when the table is full.
    private func insert<Element>(_ element: Element, _ slab: inout Slab<Element>) throws -> Token {
        let token = slab.insert(element)
        return try #require(token)
    }

    @Test func `a token finds its element until it is removed`() throws {
        var slab = Slab<String>(capacity: 4, tag: 9)
        let token = try insert("a", &slab)
        #expect(token.tag == 9)
        let found = slab[token]
        let removed = slab.remove(token)
        let foundLater = slab[token]
        let removedTwice = slab.remove(token)
        #expect(found == "a" && removed == "a" && foundLater == nil && removedTwice == nil)
        let next = try insert("b", &slab)
        #expect(next.index == token.index && next != token)
        let stale = slab[token]
        let fresh = slab[next]
        #expect(stale == nil && fresh == "b")
    }

    @Test func `a full table refuses and another tag finds nothing`() throws {
        var slab = Slab<Int>(capacity: 100, tag: 1)
        var tokens: [Token] = []
        for value in 0..<100 { tokens.append(try insert(value, &slab)) }
        let refused = slab.insert(100)
        #expect(refused == nil)
        var values: [Int?] = []
        for token in tokens { values.append(slab[token]) }
        #expect(values == (0..<100).map { $0 })
        let foreign = Token(tag: 2, generation: tokens[3].generation, index: tokens[3].index)
        let found = slab[foreign]
        #expect(found == nil)
        slab.remove(tokens[3])
        _ = try insert(7, &slab)
    }

    @Test func `elements are destroyed once, by removal or with the table`() throws {
        let counter = Counter()
        do {
            var slab = Slab<Counted>(capacity: 64)
            var tokens: [Token] = []
            for _ in 0..<40 { tokens.append(try insert(Counted(counter), &slab)) }
            for token in tokens.prefix(10) { slab.remove(token) }
            #expect(counter.gone == 10)
            let left = slab.tokens()
            #expect(left.count == 30)
        }
        #expect(counter.gone == 40)
    }

    @Test func `a token from nowhere finds nothing`() {
        var slab = Slab<Int>(capacity: 8)
        for rawValue: UInt64 in [0, .max, 1 << 32, 3] {
            let token = Token(rawValue: rawValue)
            let found = slab[token]
            let removed = slab.remove(token)
            let changed: Void? = slab.withElement(token) { $0 += 1 }
            #expect(found == nil && removed == nil && changed == nil)
        }
    }

    @Test func `an element changes in place`() throws {
        var slab = Slab<[Int]>(capacity: 8)
        let token = try insert([1], &slab)
        slab.withElement(token) { $0.append(2) }
        let changed = slab[token]
        #expect(changed == [1, 2])
    }
}
