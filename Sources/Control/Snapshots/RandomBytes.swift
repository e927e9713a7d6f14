// Random bytes for keys.

import Runtime

/// Takes bytes from the kernel's generator.
enum RandomBytes {
    /// So many fresh bytes.
    static func make(_ count: Int) -> [UInt8] {
        [UInt8](capacity: count) { output in Entropy.fill(&output) }
    }
}
