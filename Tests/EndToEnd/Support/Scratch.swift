// Folders that live as long as the test run, and the certificates made once for all of it.
import Foundation

enum Scratch {
    /// The folder of this run; the next run removes it, so that it can be read when a test failed.
    private static let base: URL = {
        let files = FileManager.default
        let prefix = "portcullis-tests-"
        for name in (try? files.contentsOfDirectory(atPath: files.temporaryDirectory.path)) ?? []
        where name.hasPrefix(prefix) {
            guard let owner = pid_t(name.dropFirst(prefix.count)), kill(owner, 0) != 0 else {
                continue
            }
            try? files.removeItem(at: files.temporaryDirectory.appendingPathComponent(name))
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "\(prefix)\(ProcessInfo.processInfo.processIdentifier)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }()

    /// Makes a new folder.
    static func folder(_ name: String) throws -> URL {
        let folder = base.appendingPathComponent("\(name)-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// The certificates and keys, made by the script that people run.
    static let certificates: Result<URL, HarnessFailure> = {
        do {
            let folder = try folder("certs")
            let made = try Command.run(Tools.pki, [folder.path])
            guard made.status == 0 else {
                return .failure(HarnessFailure("Deploy/pki failed: \(made.errors)"))
            }
            return .success(folder)
        } catch {
            return .failure(HarnessFailure("Deploy/pki did not run: \(error)"))
        }
    }()

    /// Finds ports that are free on loopback now.
    static func freePorts(_ count: Int) throws -> [Int] {
        let script = Tools.root.appendingPathComponent("Deploy/lib/ports.py").path
        let zeros = Array(repeating: "0", count: count)
        let found = try Command.run(Tools.python, [script] + zeros)
        let ports = found.text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        guard ports.count == count else { throw HarnessFailure("no free ports: \(found.errors)") }
        return ports
    }
}
