// One shard's connection to Redis: pipelined, never waited for, and rebuilt by itself.

import Runtime
import Wire

/// Sends commands in order and matches the replies to them by order.
///
/// While Redis is away, or has let a deadline pass and still owes that reply, `send` refuses at
/// once, so that no request waits. Every command that was accepted is completed exactly once.
final class RedisConnection {
    /// What became of one command.
    struct Completion {
        /// The number that `send` was given.
        let ticket: UInt64
        let outcome: Result<RedisReply, StoreFailure>
    }

    /// How far the connection has come.
    enum Phase {
        /// Waits for its timer.
        case resting
        case connecting
        /// Waits for the replies to AUTH and SCRIPT LOAD.
        case preparing
        case open
        /// Ended for good.
        case closed
    }

    /// What the operator counts.
    struct Counters {
        var commands: UInt64 = 0
        var refused: UInt64 = 0
        var late: UInt64 = 0
        var lost: UInt64 = 0
        var connects: UInt64 = 0
        var failures: UInt64 = 0
    }

    static let maximumPending = 4096
    static let maximumUnsentBytes = 8 << 20
    /// A reply this late will not come: the connection is given up.
    static let stallMilliseconds = 1_000
    private static let connectMilliseconds = 1_000
    private static let restMilliseconds = 50...2_000

    let address: SocketAddress
    let loop: EventLoop<ShardMessage>
    private let password: [UInt8]?
    private let timeoutMilliseconds: Int
    private let script: StaticString
    let bounds: RedisReplyBounds

    private(set) var phase = Phase.resting
    /// The SHA-1 that Redis gave the script.
    private(set) var scriptName: [UInt8] = []
    private(set) var counters = Counters()
    /// What the operator should read, once for each change between there and away.
    var notice: String?

    var socket: Socket?
    var reader = RedisReplyReader()
    var outgoing = ByteBuffer()
    /// Whether something was accepted since the last flush.
    private(set) var needsFlush = false
    private var generation: UInt64 = 0
    private var pending = RedisPending()
    private var completions: [Completion] = []
    private var nextCompletionIndex = 0
    private var preparationsLeft = 0
    private var timer: TimerID?
    private var restMilliseconds = RedisConnection.restMilliseconds.lowerBound
    private var wasReported = false

    /// Describes a connection; `start` begins it.
    ///
    /// The connection is in clear text until it speaks TLS, so the address must not leave the
    /// machine.
    init(
        _ settings: GatewayConfiguration.Redis, loop: EventLoop<ShardMessage>,
        script: StaticString, bounds: RedisReplyBounds = RedisReplyBounds()
    ) throws(StoreSettingsError) {
        try settings.check()
        address = settings.address
        password = settings.password
        timeoutMilliseconds = settings.timeoutMilliseconds
        self.loop = loop
        self.script = script
        self.bounds = bounds
    }

    /// Whether a command would be accepted now.
    var isAvailable: Bool {
        phase == .open && !pending.isStalled && pending.count < Self.maximumPending
            && outgoing.count < Self.maximumUnsentBytes
    }

    // MARK: What the shard calls

    /// Begins to connect.
    func start() {
        guard phase == .resting else { return }
        generation &+= 1
        do throws(SystemError) {
            let socket = try Socket.connect(to: address)
            try loop.register(socket.descriptor, token: token)
            self.socket = consume socket
            phase = .connecting
            arm(afterMilliseconds: Self.connectMilliseconds)
        } catch {
            fail("\(error)")
        }
    }

    /// Accepts a command, to be sent by `flush`; false when it cannot be now.
    func send(_ command: borrowing RedisCommand, ticket: UInt64) -> Bool {
        guard isAvailable, command.write(into: &outgoing) else {
            counters.refused &+= 1
            return false
        }
        counters.commands &+= 1
        needsFlush = true
        pending.append(
            ticket: ticket, deadline: loop.now.advanced(byMilliseconds: timeoutMilliseconds))
        if timer == nil { arm(afterMilliseconds: timeoutMilliseconds) }
        return true
    }

    /// Takes what the loop says of a descriptor with a store's token.
    func ready(_ token: Token, _ readiness: Readiness) {
        // An event of this turn may still be about the connection before.
        guard token == self.token, socket != nil else { return }
        if phase == .connecting {
            if let error = socket?.connectionError() {
                fail("\(error)")
                return
            }
            guard readiness.contains(.writable) else { return }
            prepare()
        }
        if readiness.contains(.readable) || readiness.contains(.hangup) { receive() }
        flush()
    }

    /// Takes a timer with a store's token.
    func timerFired(_ token: Token) {
        guard token == self.token else { return }
        timer = nil
        switch phase {
        case .resting: start()
        case .connecting, .preparing: fail("no answer within \(Self.connectMilliseconds) ms")
        case .open: expire()
        case .closed: return
        }
    }

    /// Sends what has been accepted; called once at the end of a turn.
    func flush() {
        needsFlush = false
        while !outgoing.isEmpty, socket != nil {
            switch sendOutgoing() {
            case .sent(let count): outgoing.consume(count)
            case .wouldBlock: return
            case .failed(let error): fail("\(error)")
            }
        }
    }

    /// Takes the next command that has been completed.
    func nextCompletion() -> Completion? {
        guard nextCompletionIndex < completions.count else {
            completions.removeAll(keepingCapacity: true)
            nextCompletionIndex = 0
            return nil
        }
        nextCompletionIndex += 1
        return completions[nextCompletionIndex - 1]
    }

    /// Ends the connection for good; what was pending is completed as lost.
    func close() {
        disconnect()
        phase = .closed
    }

    // MARK: How it goes on

    private var token: Token { ShardToken.make(.store, generation) }

    private func arm(afterMilliseconds milliseconds: Int) {
        if let timer { loop.cancel(timer) }
        timer = loop.schedule(token, afterMilliseconds: milliseconds)
    }

    /// Sends what must be answered well before anything else is sent.
    private func prepare() {
        phase = .preparing
        reader = RedisReplyReader(bounds)
        preparationsLeft = 1
        if let password {
            var command = RedisCommand("AUTH")
            command.append(password.span)
            _ = command.write(into: &outgoing)
            preparationsLeft += 1
        }
        var command = RedisCommand("SCRIPT")
        command.append("LOAD")
        command.append(script)
        _ = command.write(into: &outgoing)
    }

    /// Takes one reply to whatever was sent first and is not answered.
    func take(_ reply: RedisReply) {
        guard phase == .open else {
            prepared(reply)
            return
        }
        guard let answered = pending.removeFirst() else {
            fail("a reply to nothing")
            return
        }
        if let ticket = answered.ticket {
            completions.append(Completion(ticket: ticket, outcome: .success(reply)))
        }
    }

    private func prepared(_ reply: RedisReply) {
        preparationsLeft -= 1
        if case .error(let text) = reply {
            fail(String(decoding: text.prefix(200), as: UTF8.self))
        } else if preparationsLeft == 0 {
            guard case .bytes(let name) = reply, name.count == 40 else {
                fail("SCRIPT LOAD was answered with something else")
                return
            }
            scriptName = name
            opened()
        }
    }

    private func opened() {
        phase = .open
        counters.connects &+= 1
        restMilliseconds = Self.restMilliseconds.lowerBound
        if let timer { loop.cancel(timer) }
        timer = nil
        notice = "redis \(address) connected"
        wasReported = false
    }

    /// Completes what has waited too long, and gives up a connection that owes a reply too long.
    private func expire() {
        for ticket in pending.expire(at: loop.now) {
            counters.late &+= 1
            completions.append(Completion(ticket: ticket, outcome: .failure(.late)))
        }
        guard let due = pending.nextDeadline(stallMilliseconds: Self.stallMilliseconds) else {
            return
        }
        if due <= loop.now {
            fail("no reply within \(Self.stallMilliseconds) ms")
        } else {
            arm(afterMilliseconds: loop.now.milliseconds(until: due))
        }
    }

    /// Gives the connection up and rests before the next try.
    func fail(_ reason: String) {
        guard phase != .closed else { return }
        counters.failures &+= 1
        disconnect()
        if !wasReported { notice = "redis \(address) is away: \(reason)" }
        wasReported = true
        let jitter = Int(Entropy.next() % UInt64(restMilliseconds + 1))
        arm(afterMilliseconds: restMilliseconds / 2 + jitter / 2 + 1)
        restMilliseconds = min(restMilliseconds * 2, Self.restMilliseconds.upperBound)
    }

    private func disconnect() {
        if let descriptor = socket?.descriptor { loop.unregister(descriptor) }
        socket = nil
        outgoing.clear()
        if let timer { loop.cancel(timer) }
        timer = nil
        phase = .resting
        while let lost = pending.removeFirst() {
            guard let ticket = lost.ticket else { continue }
            counters.lost &+= 1
            completions.append(Completion(ticket: ticket, outcome: .failure(.away)))
        }
    }
}
