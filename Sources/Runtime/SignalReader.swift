// Signals as something to read, so that a loop handles them like any other event.
import CLinux

/// Receives SIGTERM, SIGINT and SIGHUP through a descriptor.
///
/// Make it on the main thread before any other thread is started: it blocks the signals there, and
/// threads inherit that.
public final class SignalReader: Sendable {
    private let owned: FileDescriptor

    /// Blocks the three signals on this thread and opens the descriptor.
    public init() throws(SystemError) {
        Self.block()
        var set = Self.signals()
        let flags = Int32(SFD_NONBLOCK) | Int32(SFD_CLOEXEC)
        owned = try FileDescriptor(unsafe signalfd(-1, &set, flags), "signalfd")
    }

    /// The descriptor, to register with a loop.
    public var descriptor: Int32 { owned.rawValue }

    /// Returns the next signal that has come, or nil.
    public func next() -> Int32? {
        var record = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard unsafe read(owned.rawValue, &record, size) == size else { return nil }
        return Int32(record.ssi_signo)
    }

    /// Blocks the three signals on the calling thread.
    public static func block() {
        var set = signals()
        _ = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    private static func signals() -> sigset_t {
        var set = sigset_t()
        _ = unsafe sigemptyset(&set)
        for signal in [SIGTERM, SIGINT, SIGHUP] { _ = unsafe sigaddset(&set, signal) }
        return set
    }
}
