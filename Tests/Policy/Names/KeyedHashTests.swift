// The keyed hash against the vectors of its authors.

import Policy
import Testing

@Suite struct KeyedHashTests {
    // Key 00 01 … 0f, input 00 01 … (n - 1), from the reference implementation of SipHash-2-4.
    @Test(arguments: [
        (0, 0x726f_db47_dd0e_0e31 as UInt64), (1, 0x74f8_39c5_93dc_67fd),
        (8, 0x93f5_f579_9a93_2462), (15, 0xa129_ca61_49be_45e5),
    ])
    func `the hash agrees with the published vectors`(_ count: Int, _ expected: UInt64) {
        let hash = KeyedHash(key0: 0x0706_0504_0302_0100, key1: 0x0f0e_0d0c_0b0a_0908)
        let input = (0..<count).map { UInt8($0) }
        #expect(hash.hash(input.span) == expected)
    }

    @Test func `another text derives another key`() {
        let input: [UInt8] = [1, 2, 3]
        let first = KeyedHash(derivedFrom: Array("a".utf8)).hash(input.span)
        let second = KeyedHash(derivedFrom: Array("b".utf8)).hash(input.span)
        #expect(first != second)
        #expect(first == KeyedHash(derivedFrom: Array("a".utf8)).hash(input.span))
    }
}
