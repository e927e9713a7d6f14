// A thread of our own, named and perhaps pinned to a core.
import CLinux

/// A running thread; joining it waits for its body to return.
///
/// A thread that is dropped without being joined goes on by itself.
public struct ShardThread: ~Copyable {
    private let thread: pthread_t

    private init(_ thread: pthread_t) {
        self.thread = thread
    }

    private final class Start {
        let name: String
        let body: () -> Void

        init(name: String, body: @escaping () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread with the signals of `SignalReader` blocked.
    ///
    /// The name is cut to 15 bytes. `core` counts among the cores this process may use; one beyond
    /// them is an error.
    public static func start(
        name: String, core: Int? = nil, _ body: sending @escaping () -> Void
    ) throws(SystemError) -> ShardThread {
        var attributes = pthread_attr_t()
        _ = unsafe pthread_attr_init(&attributes)
        defer { _ = unsafe pthread_attr_destroy(&attributes) }
        if let core {
            let code = unsafe portcullis_pin_attribute(&attributes, Int32(clamping: core))
            guard code == 0 else {
                throw SystemError(errno: code, operation: "pthread_attr_setaffinity_np")
            }
        }
        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let code = unsafe pthread_create(&thread, &attributes, Self.run, start.toOpaque())
        guard code == 0 else {
            unsafe start.release()
            throw SystemError(errno: code, operation: "pthread_create")
        }
        return ShardThread(thread)
    }

    /// What the thread runs: it takes back the one reference that `start` put into the pointer.
    private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        { pointer in
            if let pointer = unsafe pointer {
                let start = unsafe Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue()
                _ = unsafe portcullis_set_thread_name(
                    String(decoding: start.name.utf8.prefix(15), as: UTF8.self))
                SignalReader.block()
                start.body()
            }
            return nil
        }

    /// Waits until the body has returned.
    public consuming func join() {
        _ = pthread_join(thread, nil)
        discard self
    }

    deinit {
        _ = pthread_detach(thread)
    }
}
