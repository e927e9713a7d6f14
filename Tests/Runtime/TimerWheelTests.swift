// TimerWheel against a plain sorted list, over short and very long delays.
import Testing

@testable import Runtime

@Suite struct TimerWheelTests {
    private func fired(_ wheel: inout TimerWheel, at tick: UInt64) -> [UInt64] {
        wheel.advance(to: tick)
        var result: [UInt64] = []
        while let token = wheel.takeDue() { result.append(token.rawValue) }
        return result
    }

    @Test func `a timer fires at its tick and not before`() {
        var wheel = TimerWheel(tick: 1000)
        for delay: UInt64 in [1, 63, 64, 65, 4095, 4096, 1 << 20] {
            _ = wheel.schedule(Token(rawValue: delay), at: 1000 + delay)
        }
        var tick: UInt64 = 1000
        for delay: UInt64 in [1, 63, 64, 65, 4095, 4096, 1 << 20] {
            #expect(fired(&wheel, at: 1000 + delay - 1).isEmpty)
            tick = 1000 + delay
            #expect(wheel.nextTick.map { $0 <= tick } == true)
            #expect(fired(&wheel, at: tick) == [delay])
        }
        #expect(wheel.count == 0)
        #expect(wheel.nextTick == nil)
    }

    @Test func `a cancelled timer does not fire and its name is not reused`() {
        var wheel = TimerWheel(tick: 0)
        let first = wheel.schedule(Token(rawValue: 1), at: 10)
        wheel.cancel(first)
        wheel.cancel(first)
        let second = wheel.schedule(Token(rawValue: 2), at: 10)
        wheel.cancel(first)
        #expect(fired(&wheel, at: 10) == [2])
        wheel.cancel(second)
        #expect(wheel.count == 0)
    }

    @Test func `a due timer can still be cancelled before it is taken`() {
        var wheel = TimerWheel(tick: 0)
        let timers = (0..<3).map { wheel.schedule(Token(rawValue: $0), at: 5) }
        wheel.advance(to: 5)
        wheel.cancel(timers[1])
        var left: Set<UInt64> = []
        while let token = wheel.takeDue() { left.insert(token.rawValue) }
        #expect(left == [0, 2])
    }

    @Test func `a time in the past fires at the next tick and one too far is cut`() {
        var wheel = TimerWheel(tick: 100)
        _ = wheel.schedule(Token(rawValue: 1), at: 3)
        _ = wheel.schedule(Token(rawValue: 2), at: .max)
        #expect(fired(&wheel, at: 100).isEmpty)
        #expect(fired(&wheel, at: 101) == [1])
        #expect(fired(&wheel, at: 100 + TimerWheel.maximumTicks) == [2])
    }

    @Test(arguments: [0, 1, (1 << 36) - 5000, (1 << 37) + 12345, 1 << 50])
    func `it agrees with a sorted list`(start: UInt64) {
        var generator = SeededGenerator(seed: start &+ 1)
        var wheel = TimerWheel(tick: start)
        var expected: [UInt64: (tick: UInt64, timer: TimerID)] = [:]
        var now = start
        for name in UInt64(0)..<4000 {
            let span = UInt64(1) << UInt64.random(in: 0...34, using: &generator)
            let tick = now + UInt64.random(in: 1...span, using: &generator)
            expected[name] = (tick, wheel.schedule(Token(rawValue: name), at: tick))
            if name % 3 == 0, let victim = expected.keys.min(), let entry = expected[victim] {
                wheel.cancel(entry.timer)
                expected[victim] = nil
            }
            guard name % 7 == 0 else { continue }
            now += UInt64.random(
                in: 0...(1 << UInt64.random(in: 0...30, using: &generator)), using: &generator)
            check(&wheel, &expected, now)
        }
        check(&wheel, &expected, now + TimerWheel.maximumTicks)
        #expect(expected.isEmpty && wheel.count == 0)
    }

    private func check(
        _ wheel: inout TimerWheel, _ expected: inout [UInt64: (tick: UInt64, timer: TimerID)],
        _ now: UInt64
    ) {
        let due = Set(expected.filter { $0.value.tick <= now }.keys)
        if let earliest = expected.values.map(\.tick).min(), let next = wheel.nextTick {
            #expect(next <= earliest)
        }
        #expect(Set(fired(&wheel, at: now)) == due)
        for name in due { expected[name] = nil }
        #expect(wheel.count == expected.count)
    }
}
