// The home-made logarithm against known values.

@testable import Policy
import Testing

@Suite struct NaturalLogarithmTests {
    @Test(arguments: [
        (1.0, 0.0), (2.0, 0.693_147_180_559_945_3), (0.5, -0.693_147_180_559_945_3),
        (2.718_281_828_459_045, 1.0), (10.0, 2.302_585_092_994_046),
        (1e-15, -34.538_776_394_910_684), (0.999_999, -1.000_000_500_000_333_3e-6),
    ])
    func `the logarithm is right to the last few bits`(_ value: Double, _ expected: Double) {
        let got = NaturalLogarithm.of(value)
        #expect(abs(got - expected) <= 1e-15 * max(1, abs(expected)), "\(got)")
    }

    @Test func `every hash draws a finite number above zero`() {
        for hash in [0, 1, .max, .max - 1, 1 << 63] as [UInt64] {
            let draw = NaturalLogarithm.ofInverseUniform(hash)
            #expect(draw > 0 && draw.isFinite)
        }
    }
}
