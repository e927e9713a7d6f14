// Lines on their way into a log file: what the file does not take waits, within a bound.

/// A log file and the lines that wait for it; for one thread.
final class LineSink {
    private let file: LogFile
    private let maximumPendingBytes: Int
    private var pending: [UInt8] = []
    private var pendingLines: UInt64 = 0
    /// Lines that found no room.
    private(set) var dropped: UInt64 = 0
    /// Lines that the file has taken.
    private(set) var written: UInt64 = 0
    /// Why the file takes nothing at present.
    private(set) var fault: LogFile.Fault?

    init(_ file: LogFile, maximumPendingBytes: Int) {
        self.file = file
        self.maximumPendingBytes = maximumPendingBytes
    }

    /// The bytes that wait.
    var pendingBytes: Int { pending.count }

    /// Adds one line; when too much waits already it is dropped and counted.
    func add(_ line: @autoclosure () -> [UInt8]) {
        guard pending.count < maximumPendingBytes else {
            dropped += 1
            return
        }
        pending.append(contentsOf: line())
        pendingLines += 1
    }

    /// Leaves a line out on purpose, and counts it.
    func drop() { dropped += 1 }

    /// Writes what waits; what the file does not take goes on waiting.
    func flush() {
        guard !pending.isEmpty else { return }
        var count = 0
        do throws(LogFile.Fault) {
            try file.append(pending.span, written: &count)
            fault = nil
            written += pendingLines
            pendingLines = 0
            pending.removeAll(keepingCapacity: pending.capacity <= 1 << 20)
        } catch {
            fault = error
            pending.removeFirst(count)
        }
    }

    /// Follows a rotation of the file.
    func reopenIfRotated() {
        do throws(LogFile.Fault) {
            try file.reopenIfRotated()
        } catch {
            fault = error
        }
    }
}
