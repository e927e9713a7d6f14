// The loop of one thread: descriptors by epoll, timers by a wheel, messages by an eventfd.
import CLinux

/// Waits for descriptors, timers and messages, and hands them to its thread's owner.
///
/// One per thread, made on that thread. Only `mailbox` may be used from others.
@safe
public final class EventLoop<Message: Sendable> {
    private static var maximumEvents: Int { 256 }
    private static var mailboxToken: UInt64 { .max }
    /// A batch larger than this gives its memory back.
    private static var maximumKeptMessages: Int { 4096 }

    /// Where other threads post messages for this loop.
    public let mailbox: Mailbox<Message>
    /// The time at the start of this turn, read once.
    public private(set) var now: Instant

    private let epoll: FileDescriptor
    private let events: UnsafeMutablePointer<epoll_event>
    private var wheel: TimerWheel
    private var spare: [Message] = []

    /// Makes a loop with nothing registered.
    public init() throws(SystemError) {
        epoll = try FileDescriptor(epoll_create1(Int32(EPOLL_CLOEXEC)), "epoll_create1")
        mailbox = try Mailbox()
        unsafe events = .allocate(capacity: Self.maximumEvents)
        unsafe events.initialize(repeating: epoll_event(), count: Self.maximumEvents)
        now = .now()
        wheel = TimerWheel(tick: now.nanoseconds / 1_000_000)
        try add(mailbox.descriptor, EPOLLIN.rawValue | EPOLLET.rawValue, Self.mailboxToken)
    }

    deinit {
        unsafe events.deallocate()
    }

    /// Watches a descriptor for every kind of readiness, edge-triggered, under a token.
    ///
    /// The first event comes even if the descriptor is ready already.
    public func register(_ descriptor: Int32, token: Token) throws(SystemError) {
        precondition(token.rawValue != Self.mailboxToken, "this token is the mailbox's")
        let interest =
            EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        try add(descriptor, interest, token.rawValue)
    }

    private func add(
        _ descriptor: Int32, _ interest: UInt32, _ token: UInt64
    ) throws(SystemError) {
        var event = unsafe epoll_event()
        unsafe event.events = interest
        unsafe event.data.u64 = token
        guard unsafe epoll_ctl(epoll.rawValue, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
            throw SystemError.last("epoll_ctl")
        }
    }

    /// Stops watching a descriptor; call it before closing.
    ///
    /// Events of the present turn may still arrive under its token, so tokens must tell uses apart.
    public func unregister(_ descriptor: Int32) {
        var ignored = unsafe epoll_event()
        // It fails only when the descriptor is not watched, which is what is wanted.
        _ = unsafe epoll_ctl(epoll.rawValue, EPOLL_CTL_DEL, descriptor, &ignored)
    }

    /// Schedules a timer, counted from `now`; it fires in a later turn and never early.
    public func schedule(_ token: Token, afterMilliseconds milliseconds: Int) -> TimerID {
        let due = now.advanced(byMilliseconds: max(milliseconds, 0)).nanoseconds
        let tick = due / 1_000_000 + (due % 1_000_000 == 0 ? 0 : 1)
        return wheel.schedule(token, at: tick)
    }

    /// Takes a timer away; harmless when it has fired.
    public func cancel(_ timer: TimerID) {
        wheel.cancel(timer)
    }

    /// Waits once, then hands over the ready descriptors, the due timers and the messages.
    public func turn(maximumWaitMilliseconds: Int, _ body: (LoopEvent<Message>) -> Void) {
        let wait = waitMilliseconds(atMost: maximumWaitMilliseconds)
        let found = unsafe epoll_wait(epoll.rawValue, events, Int32(Self.maximumEvents), wait)
        now = .now()
        var hasMessages = false
        // A negative count is EINTR: nothing was found, and timers may still be due.
        for index in 0..<max(0, Int(found)) {
            let event = unsafe events[index]
            let token = unsafe event.data.u64
            if token == Self.mailboxToken {
                hasMessages = true
            } else {
                body(.ready(Token(rawValue: token), Self.readiness(unsafe event.events)))
            }
        }
        wheel.advance(to: now.nanoseconds / 1_000_000)
        while let token = wheel.takeDue() { body(.timer(token)) }
        if hasMessages { deliverMessages(body) }
    }

    private func waitMilliseconds(atMost maximum: Int) -> Int32 {
        let bound = Int32(clamping: max(maximum, 0))
        guard let tick = wheel.nextTick else { return bound }
        let due = Instant(nanoseconds: tick.multipliedReportingOverflow(by: 1_000_000).partialValue)
        return min(bound, Int32(clamping: Instant.now().milliseconds(until: due)))
    }

    private func deliverMessages(_ body: (LoopEvent<Message>) -> Void) {
        var batch: [Message] = []
        swap(&batch, &spare)
        mailbox.exchange(with: &batch)
        for message in batch { body(.message(message)) }
        guard batch.capacity <= Self.maximumKeptMessages else { return }
        batch.removeAll(keepingCapacity: true)
        swap(&batch, &spare)
    }

    private static func readiness(_ events: UInt32) -> Readiness {
        var result: Readiness = []
        let broken = EPOLLERR.rawValue | EPOLLHUP.rawValue
        if events & (EPOLLIN.rawValue | broken) != 0 { result.insert(.readable) }
        if events & (EPOLLOUT.rawValue | broken) != 0 { result.insert(.writable) }
        if events & (EPOLLRDHUP.rawValue | broken) != 0 { result.insert(.hangup) }
        return result
    }
}

@available(*, unavailable)
extension EventLoop: Sendable {}
