// The zone of an answer: two requests share one only where their permits are equal.

import Policy
import Wire

/// The digest of each pair of region sets that permits have had, under one policy set.
struct ZoneMemory {
    private struct Pair: Hashable {
        let process: RegionSet
        let cache: RegionSet
    }

    private static let capacity = 256
    private var known: [Pair: Digest256] = [:]

    /// SHA-256 over the sorted names of the regions for processing and for caching.
    mutating func zone(process: RegionSet, cache: RegionSet, _ policies: Policies) -> Digest256 {
        let pair = Pair(process: process, cache: cache)
        if let zone = known[pair] { return zone }
        var text = ByteBuffer()
        for set in [process, cache] {
            text.append(decimal: set.count)
            for name in policies.names(of: set) {
                text.append(decimal: name.utf8.count)
                text.append(utf8: ":\(name)")
            }
        }
        let zone = SHA256.digest(text.readable)
        // Few pairs exist; a caller cannot choose them, but a bound costs nothing.
        if known.count >= Self.capacity { known = [:] }
        known[pair] = zone
        return zone
    }
}
