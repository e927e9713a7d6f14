// One event as inotify writes it.
import CLinux

/// An event of a watched folder: which watch, what happened, and to which name in it.
struct InotifyEvent {
    let watch: Int32
    let mask: UInt32
    let name: String

    private static let bufferBytes = 64 * 1024

    /// Reads the next batch, or returns nil when none waits.
    static func read(from descriptor: Int32) -> [InotifyEvent]? {
        unsafe withUnsafeTemporaryAllocation(
            byteCount: bufferBytes, alignment: MemoryLayout<inotify_event>.alignment
        ) { buffer in
            let count = unsafe CLinux.read(descriptor, buffer.baseAddress, buffer.count)
            guard count > 0 else { return nil }
            return unsafe parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    private static func parse(_ bytes: UnsafeRawBufferPointer) -> [InotifyEvent] {
        let head = 16  // watch, mask, cookie, length of the padded name: four bytes each
        var events: [InotifyEvent] = []
        var offset = 0
        while offset + head <= bytes.count {
            let watch = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)
            let mask = unsafe bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
            let length = unsafe bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self)
            let end = min(offset + head + Int(length), bytes.count)
            let name = unsafe bytes[(offset + head)..<end].prefix { $0 != 0 }
            events.append(
                unsafe InotifyEvent(
                    watch: watch, mask: mask, name: String(decoding: name, as: UTF8.self)))
            offset = end
        }
        return events
    }
}
