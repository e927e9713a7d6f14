// The tenants' cache keys: random, wrapped by a master key, a file each; destroying one erases its tenant.

import Foundation
import Glibc
import Wire

/// Reads and makes the files of tenants' keys.
///
/// A file holds a nonce and the tenant's 32 random bytes, sealed with AES-256-GCM under the master key
/// with the tenant's name as associated data: a file renamed to another tenant does not open.
struct TenantKeyStore {
    private static let keyBytes = 32
    /// The size of a file.
    static let fileBytes = AESGCM256.nonceByteCount + keyBytes + AESGCM256.tagByteCount

    let folder: String
    let masterKey: [UInt8]
    let findings: Findings

    /// The keys of the tenants, in their order; what is missing is made.
    func keys(of tenants: [String]) -> [[UInt8]]? {
        guard prepareFolder() else { return nil }
        var keys: [[UInt8]] = []
        for tenant in tenants {
            guard let key = key(of: tenant) else { return nil }
            keys.append(key)
        }
        return keys
    }

    private func key(of tenant: String) -> [UInt8]? {
        let path = folder + "/" + tenant + ".key"
        if !FileManager.default.fileExists(atPath: path), !make(tenant, path) { return nil }
        let sealed: [UInt8]?
        do throws(MissingFile) {
            sealed = try FileReading.secret(path, atMost: 4_096, findings)
        } catch {
            findings.add(PolicyDiagnostic(file: path, message: "went away while it was read"))
            return nil
        }
        guard let sealed else { return nil }
        guard let key = open(sealed, tenant) else {
            findings.add(
                PolicyDiagnostic(
                    file: path, message: "does not open with the master key",
                    suggestion: "restore the master key that made it, or remove this file: the "
                        + "tenant's cached answers are then lost, and a new key is made"))
            return nil
        }
        return key
    }

    private func prepareFolder() -> Bool {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: NSNumber(value: 0o700)])
            return true
        } catch {
            findings.add(PolicyDiagnostic(file: folder, message: "cannot be made: \(error)"))
            return false
        }
    }

    private func associated(_ tenant: String) -> [UInt8] {
        Array("portcullis tenant key 1\n".utf8) + Array(tenant.utf8)
    }

    private func open(_ sealed: [UInt8], _ tenant: String) -> [UInt8]? {
        guard sealed.count == Self.fileBytes else { return nil }
        let cipher = AESGCM256(key: masterKey.span)
        let nonce = Array(sealed.prefix(AESGCM256.nonceByteCount))
        let body = Array(sealed.dropFirst(AESGCM256.nonceByteCount))
        let name = associated(tenant)
        var opened = false
        let key = [UInt8](capacity: Self.keyBytes) { output in
            opened = cipher.open(
                body.span, nonce: nonce.span, associated: name.span, into: &output)
        }
        return opened ? key : nil
    }

    /// Makes a key under a name of its own and links it into place, so that of two makers one wins and
    /// no half-written file is ever seen.
    private func make(_ tenant: String, _ path: String) -> Bool {
        let cipher = AESGCM256(key: masterKey.span)
        let nonce = RandomBytes.make(AESGCM256.nonceByteCount)
        let key = RandomBytes.make(Self.keyBytes)
        let name = associated(tenant)
        let body = [UInt8](capacity: Self.keyBytes + AESGCM256.tagByteCount) { output in
            cipher.seal(key.span, nonce: nonce.span, associated: name.span, into: &output)
        }
        let fresh = folder + "/." + tenant + "." + Hexadecimal.encode(RandomBytes.make(8))
        defer { unsafe unlink(fresh) }
        do throws(SecretFile.Fault) {
            try SecretFile.write(nonce + body, to: fresh)
        } catch {
            findings.add(PolicyDiagnostic(file: path, message: "\(error)"))
            return false
        }
        guard unsafe link(fresh, path) == 0 || errno == EEXIST else {
            findings.add(PolicyDiagnostic(file: path, message: "cannot be made (errno \(errno))"))
            return false
        }
        return true
    }
}
