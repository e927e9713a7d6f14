// RedisPending: every ticket leaves once, and a reply owed past its deadline stalls the queue.
import Runtime
import Testing

@testable import Gateway

@Suite struct RedisPendingTests {
    private func moment(_ milliseconds: Int) -> Instant {
        Instant(nanoseconds: 0).advanced(byMilliseconds: milliseconds)
    }

    @Test func `tickets leave in order, answered or expired, and never twice`() {
        var pending = RedisPending()
        for ticket in UInt64(0)..<6 {
            pending.append(ticket: ticket, deadline: moment(Int(ticket) * 10 + 10))
        }
        #expect(pending.removeFirst()?.ticket == 0)
        #expect(pending.expire(at: moment(30)) == [1, 2])
        #expect(pending.expire(at: moment(30)).isEmpty)
        #expect(pending.isStalled && pending.count == 5)
        // The late replies come: they belong to nobody any more.
        var late = pending.removeFirst()
        #expect(late != nil && late?.ticket == nil)
        #expect(pending.isStalled, "the second late reply is still owed")
        late = pending.removeFirst()
        #expect(late != nil && late?.ticket == nil)
        #expect(!pending.isStalled)
        #expect(pending.removeFirst()?.ticket == 3)
        #expect(pending.expire(at: moment(1000)) == [4, 5])
        #expect(pending.removeFirst() != nil && pending.removeFirst() != nil)
        #expect(pending.removeFirst() == nil && pending.count == 0)
    }

    @Test func `the next thing to do is a deadline, or the end of patience`() {
        var pending = RedisPending()
        #expect(pending.nextDeadline(stallMilliseconds: 100) == nil)
        pending.append(ticket: 1, deadline: moment(10))
        pending.append(ticket: 2, deadline: moment(500))
        #expect(pending.nextDeadline(stallMilliseconds: 100) == moment(10))
        _ = pending.expire(at: moment(10))
        #expect(pending.nextDeadline(stallMilliseconds: 100) == moment(110))
        #expect(pending.nextDeadline(stallMilliseconds: 1000) == moment(500))
    }

    @Test func `a queue that is long used stays short`() {
        var pending = RedisPending()
        for ticket in UInt64(0)..<10_000 {
            pending.append(ticket: ticket, deadline: moment(10))
            if ticket >= 8 { #expect(pending.removeFirst()?.ticket == ticket - 8) }
        }
        #expect(pending.count == 8)
    }
}
