// AtomicCells: exact under contention, keys never mixed up, and a bound that holds.
import Synchronization
import Testing

@testable import Runtime

@Suite struct AtomicCellsTests {
    @Test func `a new key starts at zero and keeps its value`() {
        let cells = AtomicCells(capacity: 8)
        let key = Array("caller/ward-app".utf8)
        #expect(
            cells.update(key: key.span, nowNanoseconds: 0) { $0 + 5 } == .updated(old: 0, new: 5))
        #expect(
            cells.update(key: key.span, nowNanoseconds: 0) { $0 + 5 } == .updated(old: 5, new: 10))
        #expect(
            cells.update(key: key.span, nowNanoseconds: 0) { _ in nil } == .refused(current: 10))
        let other = Array("caller/ward-apq".utf8)
        #expect(
            cells.update(key: other.span, nowNanoseconds: 0) { _ in nil } == .refused(current: 0))
        #expect(
            cells.update(key: other.span, nowNanoseconds: 0) { $0 + 1 } == .updated(old: 0, new: 1))
    }

    @Test func `keys that differ in length or one byte are different cells`() {
        let cells = AtomicCells(capacity: 256)
        var keys: [[UInt8]] = []
        for length in 0...AtomicCells.maximumKeyBytes {
            keys.append(Array(repeating: 0, count: length))
        }
        for (index, key) in keys.enumerated() {
            let value = UInt64(index + 1)
            #expect(
                cells.update(key: key.span, nowNanoseconds: 0) { _ in value }
                    == .updated(old: 0, new: value))
        }
        for (index, key) in keys.enumerated() {
            #expect(
                cells.update(key: key.span, nowNanoseconds: 0) { _ in nil }
                    == .refused(current: UInt64(index + 1)))
        }
        let tooLong = [UInt8](repeating: 1, count: AtomicCells.maximumKeyBytes + 1)
        #expect(cells.update(key: tooLong.span, nowNanoseconds: 0) { $0 + 1 } == .full)
    }

    @Test func `a full table refuses until a time has passed`() {
        let cells = AtomicCells(capacity: 64)
        var kept = 0
        var refused = 0
        for number in UInt64(0)..<500 {
            let result = cells.update(key: key(number).span, nowNanoseconds: 100) { _ in
                100 + number
            }
            if result == .full { refused += 1 } else { kept += 1 }
        }
        #expect(kept >= 64 && kept <= 128 && refused == 500 - kept)
        // At 101 only the cell of value 100 has passed; far later all have.
        var taken = 0
        for number in UInt64(1000)..<2000 {
            let result = cells.update(key: key(number).span, nowNanoseconds: 10_000) { _ in 20_000 }
            if result != .full { taken += 1 }
        }
        #expect(taken >= 64 && taken <= 128)
    }

    @Test func `a value that does not fit is refused`() {
        let cells = AtomicCells(capacity: 8)
        let key: [UInt8] = [1]
        #expect(
            cells.update(key: key.span, nowNanoseconds: 0) { _ in .max } == .refused(current: 0))
        let largest = AtomicCells.maximumValue
        #expect(
            cells.update(key: key.span, nowNanoseconds: 0) { _ in largest }
                == .updated(old: 0, new: largest))
        #expect(
            cells.update(key: key.span, nowNanoseconds: 0) { _ in .max }
                == .refused(current: largest))
    }

    @Test func `several threads lose no update, whoever puts a key in first`() throws {
        let cells = AtomicCells(capacity: 1024)
        let keys = 50
        let rounds = 4000
        let failures = SharedCounter()
        try inThreads(4) { thread in
            for round in 0..<rounds {
                let name = key(UInt64((round + thread * 7) % keys))
                let result = cells.update(key: name.span, nowNanoseconds: 0) { $0 + 1 }
                if result == .full { failures.value.add(1, ordering: .relaxed) }
            }
        }
        #expect(failures.value.load(ordering: .relaxed) == 0)
        var total: UInt64 = 0
        for number in 0..<keys {
            let result = cells.update(key: key(UInt64(number)).span, nowNanoseconds: 0) { _ in nil }
            if case .refused(let current) = result { total += current }
        }
        #expect(total == UInt64(4 * rounds))
    }

    @Test func `a limit is exact while other keys fight for the same places`() throws {
        // One table of one bucket pair; thread 0 to 2 spend one budget, thread 3 evicts what it can.
        let cells = AtomicCells(capacity: 8)
        let budget: UInt64 = 3000
        let far: UInt64 = 1 << 40
        let spent = SharedCounter()
        let shared = Array("the shared budget".utf8)
        _ = cells.update(key: shared.span, nowNanoseconds: 1) { _ in far }
        try inThreads(4) { thread in
            guard thread < 3 else {
                for number in UInt64(0)..<20_000 {
                    _ = cells.update(key: key(number % 97).span, nowNanoseconds: number + 10) {
                        old in
                        old + number + 11
                    }
                }
                return
            }
            for _ in 0..<2000 {
                let result = cells.update(key: shared.span, nowNanoseconds: 1) { old in
                    old >= far + budget ? nil : old + 1
                }
                if case .updated = result { spent.value.add(1, ordering: .relaxed) }
            }
        }
        #expect(spent.value.load(ordering: .relaxed) == Int(budget))
    }

    @Test func `a place that changes hands never mixes two keys' values`() throws {
        // Every key's value carries the key's number in its low byte; time runs so that all expire.
        let cells = AtomicCells(capacity: 8)
        let clock = SharedCounter()
        let mixed = SharedCounter()
        try inThreads(4) { thread in
            for round in 0..<20_000 {
                let number = UInt64((round * 31 + thread * 17) % 64)
                let now = UInt64(clock.value.add(1, ordering: .relaxed).newValue) << 8
                let result = cells.update(key: key(number).span, nowNanoseconds: now) { _ in
                    now | number
                }
                if case .updated(let old, _) = result, old != 0, old & 0xFF != number {
                    mixed.value.add(1, ordering: .relaxed)
                }
            }
        }
        #expect(mixed.value.load(ordering: .relaxed) == 0)
    }

    @Test func `an update prepared for the last owner of a place does not reach the next`() {
        // One bucket, full; only the first key's time has passed, so the next key gets its place.
        let cells = AtomicCells(capacity: 8)
        let first = key(0)
        let next = key(1000)
        _ = cells.update(key: first.span, nowNanoseconds: 1) { _ in 5 }
        for number in UInt64(1)..<16 {
            _ = cells.update(key: key(number).span, nowNanoseconds: 1) { _ in 1 << 40 }
        }
        var calls = 0
        let result = cells.update(key: first.span, nowNanoseconds: 100) { _ in
            calls += 1
            // Between reading and writing the place changes hands and holds the same value again.
            if calls == 1 {
                let taken = cells.update(key: next.span, nowNanoseconds: 100) { _ in 5 }
                #expect(taken == .updated(old: 0, new: 5))
            }
            return 777
        }
        // The next owner's time has passed as well, so the first key takes the place back, anew.
        #expect(calls == 2 && result == .updated(old: 0, new: 777))
    }

    private func inThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws {
        let left = SharedCounter()
        left.value.store(count, ordering: .relaxed)
        let loop = try EventLoop<Int>()
        let mailbox = loop.mailbox
        for index in 0..<count {
            let thread = try ShardThread.start(name: "cells-\(index)") {
                body(index)
                mailbox.post(index)
            }
            _ = consume thread
        }
        var done = 0
        for _ in 0..<600 where done < count {
            loop.turn(maximumWaitMilliseconds: 100) { _ in done += 1 }
        }
        try #require(done == count)
    }
}

private func key(_ number: UInt64) -> [UInt8] {
    Array("limit/per-caller/\(number)".utf8)
}
