// Reading files that configuration names: bounded, and private ones only when they are private.

import Foundation

/// A file that is not there, which the command line tells by its own exit status.
struct MissingFile: Error, Sendable, CustomStringConvertible {
    let path: String

    var description: String { "\(path): there is no such file" }
}

/// Reads whole files.
enum FileReading {
    /// Reads a file; nil, with the mistake noted, when it cannot be read or is too large.
    static func bytes(
        of path: String, atMost limit: Int, _ findings: Findings
    ) throws(MissingFile) -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { throw MissingFile(path: path) }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            findings.add(PolicyDiagnostic(file: path, message: "cannot be read"))
            return nil
        }
        defer { try? handle.close() }
        do {
            let data = try handle.read(upToCount: limit + 1) ?? Data()
            guard data.count <= limit else {
                findings.add(PolicyDiagnostic(file: path, message: "is larger than \(limit) bytes"))
                return nil
            }
            return Array(data)
        } catch {
            findings.add(PolicyDiagnostic(file: path, message: "cannot be read: \(error)"))
            return nil
        }
    }

    /// Reads a file that nobody but its owner may read; anything wider is a mistake.
    static func secret(
        _ path: String, atMost limit: Int, _ findings: Findings
    ) throws(MissingFile) -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { throw MissingFile(path: path) }
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue else {
            findings.add(PolicyDiagnostic(file: path, message: "its permissions cannot be read"))
            return nil
        }
        guard mode & 0o077 == 0 else {
            let octal = String(mode & 0o777, radix: 8)
            findings.add(
                PolicyDiagnostic(
                    file: path, message: "holds a secret, but others may read it (mode \(octal))",
                    suggestion: "type: chmod 600 \(path)"))
            return nil
        }
        return try bytes(of: path, atMost: limit, findings)
    }

    /// Reads a secret of exactly 32 bytes.
    static func key(_ path: String, _ findings: Findings) throws(MissingFile) -> [UInt8]? {
        guard let bytes = try secret(path, atMost: 4_096, findings) else { return nil }
        guard bytes.count == 32 else {
            findings.add(
                PolicyDiagnostic(
                    file: path, message: "a key has 32 bytes; this file has \(bytes.count)",
                    suggestion: "type: openssl rand -out \(path) 32"))
            return nil
        }
        return bytes
    }
}
