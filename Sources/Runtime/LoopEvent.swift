// What one turn of the loop hands to its shard.

/// Something that happened: a descriptor is ready, a timer is due, or a message came.
public enum LoopEvent<Message: Sendable> {
    /// A descriptor became ready; edge-triggered, so drain it.
    case ready(Token, Readiness)
    /// A timer came due; it is gone unless scheduled again.
    case timer(Token)
    /// Another thread posted this.
    case message(Message)
}
