// Passing one object from a shard's thread to an engine's and back without a lock.

/// Carries an object to another thread in a message.
///
/// The mailbox orders memory, so the object needs no lock as long as one thread uses it at a time.
@safe struct Handover<Object: AnyObject>: Sendable {
    // A reference is not Sendable; its address is.
    private let address: UInt

    /// Wraps an object that this thread leaves alone until it is handed back.
    // INVARIANT: every handover is taken exactly once.
    init(_ object: Object) {
        unsafe address = UInt(bitPattern: Unmanaged.passRetained(object).toOpaque())
    }

    /// Takes the object out, for this thread alone.
    func take() -> Object {
        guard let pointer = unsafe UnsafeRawPointer(bitPattern: address) else {
            preconditionFailure("made from an object")
        }
        return unsafe Unmanaged<Object>.fromOpaque(pointer).takeRetainedValue()
    }
}
