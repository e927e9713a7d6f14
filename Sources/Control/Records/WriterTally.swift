// What the writer of the logs has done, for the metrics.

import Synchronization

/// Counts of the record writer; written by its thread, read by the admin thread.
final class WriterTally: Sendable {
    /// Audit lines written.
    let auditLines = Atomic<UInt64>(0)
    /// Audit lines lost because the log could not be written for too long.
    let auditDropped = Atomic<UInt64>(0)
    /// Bytes of audit lines that wait to be written.
    let auditPendingBytes = Atomic<UInt64>(0)
    /// Access lines written.
    let accessLines = Atomic<UInt64>(0)
    /// Access lines left out because there were too many or the log could not be written.
    let accessDropped = Atomic<UInt64>(0)
}
