// Reads the files of a policy set, and says which do not belong there.

import Foundation

/// The files of a policy set as they were at one moment.
struct PolicyFolder: Hashable, Sendable {
    /// Files that every set has.
    static let requiredNames = [
        "access.cedar", "cache.yaml", "entities.yaml", "identity.yaml", "limits.yaml",
        "residency.cedar", "schema.cedarschema", "traffic.yaml",
    ]

    /// The largest file that is read, in bytes.
    static let maximumFileBytes = 8 << 20
    /// The most files of tests.
    static let maximumTestFiles = 1000

    let directory: String
    /// By path within the set.
    private(set) var files: [String: PolicyFile] = [:]

    /// Reads every file; what is missing, unreadable or does not belong there is a finding.
    init(directory: String, _ findings: Findings) {
        self.directory = directory
        guard Self.isDirectory(directory) else {
            findings.add(
                PolicyDiagnostic(
                    file: directory, message: "is no folder that can be read; name a policy folder")
            )
            return
        }
        var unknown: [String] = []
        for name in Self.list(directory, findings) {
            if name == "tests", Self.isDirectory(directory + "/tests") {
                readTests(findings)
            } else if Self.requiredNames.contains(name) {
                read(name, findings)
            } else {
                unknown.append(name)
            }
        }
        for name in unknown {
            findings.add(
                PolicyDiagnostic(
                    file: directory + "/" + name,
                    message: "does not belong in a policy set",
                    suggestion: Nearest.name(to: name, among: Self.requiredNames + ["tests"])
                        .map { "did you mean \"\($0)\"?" } ?? "move it out of the folder"))
        }
        for name in Self.requiredNames where files[name] == nil {
            guard !findings.all.contains(where: { $0.file == directory + "/" + name }) else {
                continue
            }
            findings.add(
                PolicyDiagnostic(
                    file: directory + "/" + name, message: "is missing; every policy set has it"))
        }
    }

    /// The files of tests, sorted by path.
    var tests: [PolicyFile] {
        files.values.filter { $0.path.hasPrefix("tests/") }.sorted { $0.path < $1.path }
    }

    /// Reads a file that the set names, relative to the set.
    func named(_ path: String) -> Result<PolicyFile, ReadFault> {
        let location = path.hasPrefix("/") ? path : directory + "/" + path
        return Self.bytes(location).map { PolicyFile(path: path, location: location, bytes: $0) }
    }

    /// Whether a name is what editors and ConfigMap mounts leave behind.
    static func isIgnored(_ name: String) -> Bool {
        name.hasPrefix(".") || name.hasSuffix("~") || name.hasSuffix(".swp")
            || (name.hasPrefix("#") && name.hasSuffix("#"))
    }

    private mutating func readTests(_ findings: Findings) {
        let names = Self.list(directory + "/tests", findings)
        guard names.count <= Self.maximumTestFiles else {
            findings.add(
                PolicyDiagnostic(
                    file: directory + "/tests",
                    message: "holds \(names.count) files; at most \(Self.maximumTestFiles) are read"
                ))
            return
        }
        for name in names {
            guard name.hasSuffix(".yaml"), !Self.isDirectory(directory + "/tests/" + name) else {
                findings.add(
                    PolicyDiagnostic(
                        file: directory + "/tests/" + name,
                        message: "is no file of tests; their names end in .yaml"))
                continue
            }
            read("tests/" + name, findings)
        }
    }

    private mutating func read(_ path: String, _ findings: Findings) {
        let location = directory + "/" + path
        switch Self.bytes(location) {
        case .success(let bytes):
            let file = PolicyFile(path: path, location: location, bytes: bytes)
            guard file.text != nil else {
                findings.add(PolicyDiagnostic(file: location, message: "is not UTF-8 text"))
                return
            }
            files[path] = file
        case .failure(let fault):
            findings.add(PolicyDiagnostic(file: location, message: fault.text))
        }
    }

    private static func list(_ directory: String, _ findings: Findings) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: directory)
                .filter { !isIgnored($0) }.sorted()
        } catch {
            findings.add(
                PolicyDiagnostic(
                    file: directory, message: "is no folder that can be read; name a policy folder")
            )
            return []
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil
    }

    private static func bytes(_ location: String) -> Result<[UInt8], ReadFault> {
        guard FileManager.default.fileExists(atPath: location) else {
            return .failure(ReadFault(text: "there is no such file", isMissing: true))
        }
        guard !isDirectory(location), let handle = FileHandle(forReadingAtPath: location),
            let data = try? handle.read(upToCount: maximumFileBytes + 1)
        else {
            // An empty file reads as nil.
            let size = try? FileManager.default.attributesOfItem(atPath: location)[.size] as? Int
            if size == 0 { return .success([]) }
            return .failure(ReadFault(text: "cannot be read", isMissing: false))
        }
        guard data.count <= maximumFileBytes else {
            return .failure(
                ReadFault(text: "is larger than \(maximumFileBytes) bytes", isMissing: false))
        }
        return .success(Array(data))
    }
}

/// Why a file could not be read.
struct ReadFault: Error, Hashable, Sendable {
    let text: String
    let isMissing: Bool
}
