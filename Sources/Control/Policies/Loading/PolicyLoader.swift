// Loads a policy folder whole, or says everything that is wrong with it.

import Policy

/// Turns a folder of files into a policy set.
public enum PolicyLoader {
    /// Whether certificate bundles and key sets must be there.
    public enum NamedFilesRule: Sendable {
        /// For a gate and for `check`.
        case required
        /// For policy tests, which need no keys; the id then covers only the files found.
        case optional
    }

    /// How often a folder that changes while it is read is read again.
    static let maximumReadings = 5

    /// Loads a folder whole, or throws all mistakes in all of its files at once.
    ///
    /// Reads everything twice and starts over where the two differ: a set is never half old.
    public static func load(
        directory: String, sequence: UInt64, namedFiles: NamedFilesRule = .required
    ) throws(PolicyLoadFault) -> LoadedPolicies {
        for _ in 0..<maximumReadings {
            let first = Reading(directory, namedFiles)
            let second = Reading(directory, namedFiles)
            guard first.files == second.files else { continue }
            return try first.finish(sequence: sequence)
        }
        throw PolicyLoadFault(
            diagnostics: [
                PolicyDiagnostic(
                    file: directory, message: "keeps changing while it is read; try again")
            ], isFolderMissing: false)
    }
}

/// One reading of a folder.
private struct Reading {
    let folder: PolicyFolder
    let findings = Findings()
    let entities: EntitiesFile
    let cedar: CedarFiles?
    let identity: IdentityFile?
    let limits: LimitsFile?
    let cache: CacheFile?
    let traffic: TrafficFile?
    let named: NamedFiles?
    let cases: [PolicyCase]

    init(_ directory: String, _ rule: PolicyLoader.NamedFilesRule) {
        let folder = PolicyFolder(directory: directory, findings)
        let findings = findings
        func source(_ name: String) -> YAMLSource? {
            folder.files[name].map { YAMLSource($0, findings) }
        }
        let read = source("entities.yaml").flatMap { EntitiesFile($0) }
        let entities = read ?? EntitiesFile()
        // Without its names every other file would seem wrong: they wait until it reads.
        func held<File>(_ name: String, _ file: (YAMLSource, EntitiesFile) -> File?) -> File? {
            guard let read else { return nil }
            return source(name).flatMap { file($0, read) }
        }
        let cedar = read == nil ? nil : CedarFiles(folder, entities, findings)
        let limits = held("limits.yaml") { LimitsFile($0, $1) }
        identity = held("identity.yaml") { IdentityFile($0, $1) }
        cache = held("cache.yaml") { CacheFile($0, $1) }
        traffic = held("traffic.yaml") { TrafficFile($0, $1) }
        named = identity.map {
            NamedFiles($0, folder, mayBeMissing: rule == .optional, findings)
        }
        let names = CaseNames(entities, limits, cedar)
        cases =
            read == nil
            ? [] : folder.tests.flatMap { TestsFile(YAMLSource($0, findings), names).cases }
        self.folder = folder
        self.entities = entities
        self.cedar = cedar
        self.limits = limits
    }

    var files: [PolicyFile] {
        (folder.files.values + (named?.files ?? [])).sorted { $0.path < $1.path }
    }

    func finish(sequence: UInt64) throws(PolicyLoadFault) -> LoadedPolicies {
        guard !findings.hasErrors, let cedar, let identity, let limits, let cache, let traffic,
            let named
        else { throw fault() }
        var contents = PolicyContents(
            access: cedar.access, residency: cedar.residency, schema: cedar.schema,
            identity: identity.rules, cache: cache.settings)
        contents.tenants = entities.tenants.all
        contents.roles = entities.roles.all
        contents.dataClasses = entities.dataClasses.all
        contents.jurisdictions = entities.jurisdictions.all
        contents.modelGroups = entities.modelGroups.all
        contents.regions = entities.regions
        contents.callerRoles = entities.callerRoles
        contents.limits = limits.limits
        for model in entities.models {
            guard let rule = traffic.rules[model.name.text] else { throw fault() }
            contents.models.append(
                Model(
                    name: model.name.text, dataClassNames: model.dataClasses, groups: model.groups,
                    traffic: rule, cache: cache.rules[model.name.text]))
        }
        let policies: Policies
        do throws(PoliciesFault) {
            policies = try Policies(contents, id: PolicySetID.hash(files), sequence: sequence)
        } catch {
            findings.add(PolicyDiagnostic(file: folder.directory, message: error.description))
            throw fault()
        }
        return LoadedPolicies(
            policies: policies, authorityBundles: named.authorityBundles, issuers: named.issuers,
            namedFiles: Dictionary(
                named.files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first }),
            watchedFolders: watchedFolders, warnings: findings.sorted, cases: cases)
    }

    private var watchedFolders: [String] {
        let folders = files.map { file in
            file.location.lastIndex(of: "/").map { String(file.location[..<$0]) } ?? "."
        }
        return Array(Set(folders + [folder.directory])).sorted()
    }

    private func fault() -> PolicyLoadFault {
        let isMissing = findings.all.contains { $0.file == folder.directory && $0.line == 0 }
        return PolicyLoadFault(
            diagnostics: findings.sorted.isEmpty
                ? [PolicyDiagnostic(file: folder.directory, message: "could not be joined")]
                : findings.sorted, isFolderMissing: isMissing && folder.files.isEmpty)
    }
}
