// The version that the program tells of itself.

/// The program's version.
enum Version {
    static let text = "0.1.0"
}
