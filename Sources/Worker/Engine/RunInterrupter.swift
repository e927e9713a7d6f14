// How a run that is under way is stopped.

/// Interrupts a run that is under way; called from another thread than the run's.
public protocol RunInterrupter: AnyObject, Sendable {
    /// Makes the run end soon.
    func interrupt()
}
