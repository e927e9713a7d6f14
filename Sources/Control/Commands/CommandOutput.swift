// What commands print, and how they end.

import ArgumentParser
import Foundation

/// Prints for people.
enum CommandOutput {
    /// Prints mistakes on standard error, one after the other.
    static func complain(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    /// Reads the SRE's file, or ends the command with every mistake told.
    static func gatewayFile(_ path: String) throws -> GatewayFile {
        let findings = Findings()
        let file: GatewayFile?
        do throws(MissingFile) {
            file = try GatewayFileReader.read(path, findings)
        } catch {
            complain("\(error)")
            throw ExitCode(ExitStatus.missingFile.rawValue)
        }
        guard let file else {
            complain(findings.sorted.map(\.description).joined(separator: "\n"))
            throw ExitCode(ExitStatus.badData.rawValue)
        }
        return file
    }

    /// Reads the secrets of a configuration, or ends the command with every mistake told.
    static func secrets(_ file: GatewayFile) throws -> GatewaySecrets {
        let findings = Findings()
        do throws(MissingFile) {
            if let secrets = try GatewaySecrets.read(file, findings) { return secrets }
        } catch {
            complain("\(error)")
            throw ExitCode(ExitStatus.missingFile.rawValue)
        }
        complain(findings.sorted.map(\.description).joined(separator: "\n"))
        throw ExitCode(ExitStatus.badData.rawValue)
    }

    /// Loads the snapshot of a configuration, or ends the command with every mistake told.
    static func snapshot(_ file: GatewayFile) throws -> LoadedSnapshot {
        do throws(LoadFault) {
            return try SnapshotLoader(file: file).load(after: nil)
        } catch {
            complain("\(error)")
            throw ExitCode(error.status.rawValue)
        }
    }
}
