// The two bit sets.

import Policy
import Testing

@Suite struct SetTests {
    @Test func `regions are held from the first to the sixty-fourth`() {
        var set: RegionSet = []
        for index in [0, 5, 63] as [UInt8] { set.insert(RegionIndex(index)) }
        #expect(set.count == 3)
        #expect(set.contains(RegionIndex(63)))
        #expect(!set.contains(RegionIndex(62)))
        var seen: [UInt8] = []
        set.forEach { seen.append($0.rawValue) }
        #expect(seen == [0, 5, 63])
    }

    @Test func `data classes join and never leave`() {
        var set: DataClassSet = []
        set.insert(DataClassIndex(1))
        let joined = set.union(DataClassSet(DataClassIndex(7)))
        #expect(joined.contains(DataClassIndex(1)) && joined.contains(DataClassIndex(7)))
        #expect(joined.isSuperset(of: set))
    }
}
