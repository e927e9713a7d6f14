// How another thread hands a message to a loop.
import CLinux
import Synchronization

/// Carries messages into one loop from any thread; one wake-up serves a whole batch.
///
/// It may outlive its loop, and then keeps what is posted until it goes itself. The senders bound
/// what waits in it: each has one message under way per thing it waits for.
public final class Mailbox<Message: Sendable>: Sendable {
    private let messages = Mutex<[Message]>([])
    private let wakeUp: FileDescriptor

    init() throws(SystemError) {
        wakeUp = try FileDescriptor(portcullis_eventfd(), "eventfd")
    }

    /// The descriptor that becomes readable when the first message of a batch comes.
    var descriptor: Int32 { wakeUp.rawValue }

    /// Posts a message and wakes the loop unless it is about to look anyway.
    public func post(_ message: Message) {
        let isFirst = messages.withLock { waiting in
            waiting.append(message)
            return waiting.count == 1
        }
        if isFirst { signal() }
    }

    private func signal() {
        var one: UInt64 = 1
        // It can only fail by overflow, and then the loop is already told.
        _ = unsafe write(wakeUp.rawValue, &one, 8)
    }

    /// Exchanges the waiting batch for an empty array, whose memory is used for the next batch.
    func exchange(with batch: inout [Message]) {
        var count: UInt64 = 0
        _ = unsafe read(wakeUp.rawValue, &count, 8)
        let empty = batch
        batch = messages.withLock { waiting in
            let taken = waiting
            waiting = empty
            return taken
        }
    }
}
