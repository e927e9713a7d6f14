// The names that a test may use.

import Cedar
import Policy

/// Names known to the rest of the set, against which tests are checked.
struct CaseNames {
    let tenants: [String]
    let roles: [String]
    let dataClasses: [String]
    let models: [String]
    let regions: [String]
    /// Nil where the file that says them cannot be read, so that its mistake is told only once.
    let limits: [String]?
    let access: [String]?
    let residency: [String]?

    init(_ entities: EntitiesFile, _ limits: LimitsFile?, _ cedar: CedarFiles?) {
        tenants = entities.tenants
        roles = entities.roles
        dataClasses = entities.dataClasses
        models = entities.modelNames
        regions = entities.regionNames
        self.limits = limits?.names
        access = cedar?.access.policies.map { $0.name ?? $0.id }
        residency = cedar?.residency.policies.map { $0.name ?? $0.id }
    }
}
