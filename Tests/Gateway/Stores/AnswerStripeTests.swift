import Runtime
import Testing

@testable import Gateway

@Suite struct AnswerStripeTests {
    private let waiter: AnswerCache.Waiter
    private let now = Instant(nanoseconds: 1_000_000_000)

    init() throws {
        let loop = try EventLoop<ShardMessage>()
        waiter = AnswerCache.Waiter(mailbox: loop.mailbox, request: 7)
    }

    private func isHit(_ found: AnswerCache.Found) -> Bool {
        if case .hit = found { return true }
        return false
    }

    private func isLead(_ found: AnswerCache.Found) -> Bool {
        if case .lead = found { return true }
        return false
    }

    @Test func `the first leads, the next waits, and landing names those who wait`() {
        var stripe = AnswerStripe(capacityBytes: 1_000)
        #expect(isLead(stripe.find([1], now: now, waiter: waiter)))
        guard case .wait = stripe.find([1], now: now, waiter: waiter) else {
            Issue.record("the second does not wait")
            return
        }
        let waiters = stripe.land([1], answer: [9], expires: now.advanced(byMilliseconds: 10))
        #expect(waiters.map(\.request) == [7])
        #expect(isHit(stripe.find([1], now: now, waiter: waiter)))
    }

    @Test func `a failed flight leaves nothing and the next leads`() {
        var stripe = AnswerStripe(capacityBytes: 1_000)
        _ = stripe.find([1], now: now, waiter: waiter)
        _ = stripe.land([1], answer: nil, expires: now)
        #expect(isLead(stripe.find([1], now: now, waiter: waiter)))
    }

    @Test func `an answer is gone when its time has come`() {
        var stripe = AnswerStripe(capacityBytes: 1_000)
        _ = stripe.land([1], answer: [9], expires: now)
        #expect(isLead(stripe.find([1], now: now, waiter: waiter)))
        #expect(stripe.bytes == 0)
    }

    @Test func `the bound holds, and what is asked for stays`() {
        var stripe = AnswerStripe(capacityBytes: 100)
        let later = now.advanced(byMilliseconds: 1_000)
        _ = stripe.land([0], answer: [UInt8](repeating: 1, count: 9), expires: later)
        for number in UInt8(1)..<200 {
            #expect(isHit(stripe.find([0], now: now, waiter: waiter)))
            _ = stripe.land([number], answer: [UInt8](repeating: 1, count: 9), expires: later)
            #expect(stripe.bytes <= 100)
        }
    }

    @Test func `an answer larger than the stripe is not kept`() {
        var stripe = AnswerStripe(capacityBytes: 10)
        _ = stripe.land([1], answer: [UInt8](repeating: 1, count: 10), expires: now)
        #expect(stripe.bytes == 0)
    }
}
