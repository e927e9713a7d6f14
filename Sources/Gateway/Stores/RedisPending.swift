// The commands that wait for their replies, in the order in which they were sent.

import Runtime

/// A queue of tickets with deadlines; all have the same time to wait, so deadlines are in order.
struct RedisPending {
    /// One command without a reply; its ticket is nil once it was completed without one.
    struct Command {
        var ticket: UInt64?
        let deadline: Instant
    }

    private var commands: [Command] = []
    // INVARIANT: first <= expired <= commands.count; those before `first` are answered, those
    // before `expired` have no ticket any more.
    private var first = 0
    private var expired = 0

    /// How many replies are owed.
    var count: Int { commands.count - first }

    /// Whether a reply is owed whose deadline has passed.
    var isStalled: Bool { expired > first }

    mutating func append(ticket: UInt64, deadline: Instant) {
        commands.append(Command(ticket: ticket, deadline: deadline))
    }

    /// Takes off the command whose reply has come, or that is lost.
    mutating func removeFirst() -> Command? {
        guard first < commands.count else { return nil }
        let command = commands[first]
        first += 1
        expired = max(expired, first)
        // The front is given back when it is at least half: each command is moved once at most.
        if first * 2 >= commands.count {
            commands.removeFirst(first)
            expired -= first
            first = 0
        }
        return command
    }

    /// Takes the tickets of those whose deadline has passed; their replies are still owed.
    mutating func expire(at now: Instant) -> [UInt64] {
        var tickets: [UInt64] = []
        while expired < commands.count, commands[expired].deadline <= now {
            if let ticket = commands[expired].ticket { tickets.append(ticket) }
            commands[expired].ticket = nil
            expired += 1
        }
        return tickets
    }

    /// Returns when there is something to do next, or nil when nothing is owed: the next deadline,
    /// or the end of patience with the first reply.
    func nextDeadline(stallMilliseconds: Int) -> Instant? {
        guard first < commands.count else { return nil }
        let patience = commands[first].deadline.advanced(byMilliseconds: stallMilliseconds)
        guard expired < commands.count else { return patience }
        return min(patience, commands[expired].deadline)
    }
}
