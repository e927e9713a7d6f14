// Data classes and regions as the outside writes them: in a header, in records, in cache keys.

extension Policies {
    /// Reads the value of `x-portcullis-data-class`: names separated by commas; an unknown one is 400.
    public func dataClasses(header value: Span<UInt8>) throws(Refusal) -> DataClassSet {
        var set: DataClassSet = []
        var start = 0
        while start <= value.count {
            var end = start
            while end < value.count, value[end] != UInt8(ascii: ",") { end += 1 }
            var first = start
            var last = end
            while first < last, Self.isBlank(value[first]) { first += 1 }
            while last > first, Self.isBlank(value[last - 1]) { last -= 1 }
            guard first < last, let index = dataClassIndex(named: value.extracting(first..<last))
            else {
                throw .badRequest(
                    "x-portcullis-data-class names a data class that is not known here; "
                        + "send known names separated by commas, or leave the header out.")
            }
            set.insert(index)
            start = end + 1
        }
        return set
    }

    /// The names of a set's regions, sorted.
    public func names(of set: RegionSet) -> [String] {
        var names: [String] = []
        set.forEach { names.append(regions[Int($0.rawValue)].name) }
        return names
    }

    /// The names of a set's data classes, sorted.
    public func names(of set: DataClassSet) -> [String] {
        var names: [String] = []
        set.forEach { names.append(dataClasses[Int($0.rawValue)]) }
        return names
    }

    /// Names of two sets, each set counted and each name length-prefixed, in the order of names.
    func zone(process: RegionSet, cache: RegionSet) -> [UInt8] {
        var bytes: [UInt8] = []
        for set in [process, cache] {
            bytes.append(UInt8(set.count))
            // INVARIANT: a name has at most 128 bytes, so one byte holds its length.
            set.forEach { index in
                let name = regions[Int(index.rawValue)].nameBytes
                bytes.append(UInt8(name.count))
                bytes.append(contentsOf: name)
            }
        }
        return bytes
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
