// The logarithm that a weighted draw needs, made only of operations that every machine rounds alike.

/// Computes logarithms with the four basic operations, so that all replicas draw the same version.
enum NaturalLogarithm {
    /// Minus the natural logarithm of a hash read as a number strictly between 0 and 1.
    static func ofInverseUniform(_ hash: UInt64) -> Double {
        // Half a step is added, so that neither 0 nor 1 can occur.
        let uniform = (Double(hash >> 12) + 0.5) * 0x1p-52
        return -of(uniform)
    }

    /// The natural logarithm of a positive, normal number.
    static func of(_ value: Double) -> Double {
        var exponent = Double(value.exponent)
        var significand = value.significand
        if significand > 1.414_213_562_373_095_1 {
            significand *= 0.5
            exponent += 1
        }
        // ln m = 2 artanh((m - 1) / (m + 1)), whose series is short since |t| < 0.172.
        let t = (significand - 1) / (significand + 1)
        let square = t * t
        var sum = 0.0
        var odd = 23.0
        while odd >= 1 {
            sum = sum * square + 1 / odd
            odd -= 2
        }
        return 2 * t * sum + exponent * 0.693_147_180_559_945_3
    }
}
