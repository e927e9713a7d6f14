// The names that a test may use.

import Cedar
import Policy

/// Names known to the rest of the set, against which tests are checked.
struct CaseNames {
    let tenants: KnownNames
    let roles: KnownNames
    let dataClasses: KnownNames
    let models: KnownNames
    let regions: KnownNames
    /// Nil where the file that says them cannot be read, so that its mistake is told only once.
    let limits: KnownNames?
    let access: KnownNames?
    let residency: KnownNames?

    init(_ entities: EntitiesFile, _ limits: LimitsFile?, _ cedar: CedarFiles?) {
        tenants = entities.tenants
        roles = entities.roles
        dataClasses = entities.dataClasses
        models = entities.modelNames
        regions = entities.regionNames
        self.limits = limits.map { KnownNames($0.names.sorted()) }
        access = cedar.map { KnownNames($0.access.policies.map { $0.name ?? $0.id }) }
        residency = cedar.map { KnownNames($0.residency.policies.map { $0.name ?? $0.id }) }
    }
}
