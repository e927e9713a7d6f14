// Names as C wants them: an array of pointers to terminated bytes.

import Glibc

/// Owns C strings and the array of pointers to them that a run wants.
@safe final class CStrings: Sendable {
    private let address: UInt
    let count: Int

    init(_ texts: [String]) {
        let pointers = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: texts.count)
        for (index, text) in texts.enumerated() {
            unsafe (pointers + index).initialize(to: UnsafePointer(strdup(text)))
        }
        address = UInt(bitPattern: pointers)
        count = texts.count
    }

    var pointers: UnsafeMutablePointer<UnsafePointer<CChar>?>? {
        unsafe UnsafeMutablePointer(bitPattern: address)
    }

    deinit {
        guard let pointers = unsafe pointers else { return }
        for index in 0..<count { unsafe free(UnsafeMutableRawPointer(mutating: pointers[index])) }
        unsafe pointers.deallocate()
    }
}
