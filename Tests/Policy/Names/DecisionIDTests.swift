// The identifier of a decision in the form that answers carry.

import Policy
import Testing

@Suite struct DecisionIDTests {
    @Test func `an identifier is the UUIDv7 of RFC 9562's example`() {
        let id = DecisionID(
            unixMilliseconds: 0x017F_22E2_79B0, random: 0x0CC3, 0x18C4_DC0C_0C07_398F)
        #expect(id.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test func `version and variant stand whatever the random words are`() {
        let id = DecisionID(unixMilliseconds: -1, random: .max, .max).description
        #expect(id == "ffffffff-ffff-7fff-bfff-ffffffffffff")
        #expect(id.utf8.count == DecisionID.textBytes)
    }

    @Test func `a later identifier sorts after an earlier one`() {
        let first = DecisionID(unixMilliseconds: 1000, random: .max, .max).description
        let second = DecisionID(unixMilliseconds: 1001, random: 0, 0).description
        #expect(first < second)
    }
}
