// Why the shared store could not answer; never a reason to wait.

/// What went wrong with one question to the store.
enum StoreFailure: Error, Hashable, Sendable {
    /// There is no connection now, or it was lost before the reply came.
    case away
    /// No reply came within the deadline.
    case late
    /// The reply was a refusal, or not what was asked for.
    case unusable
}
