// Comparison whose duration tells nothing about what was compared.

/// Compares secrets.
public enum ConstantTime {
    /// Tells whether two byte strings are equal, taking the same time wherever they differ.
    ///
    /// The lengths are not secret: unequal ones end the comparison.
    @inline(never)
    public static func equal(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bool {
        guard first.count == second.count else { return false }
        var difference: UInt8 = 0
        for index in first.indices { difference |= first[index] ^ second[index] }
        return difference == 0
    }
}
