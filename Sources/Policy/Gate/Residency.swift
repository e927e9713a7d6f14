// Where the data of one kind of request may be processed, cached and logged.

/// The regions that residency policies permit to a caller, a model and its data classes.
final class Residency: Sendable {
    let process: RegionSet
    let cache: RegionSet
    let log: RegionSet
    let policies: [String]
    let errors: [String]

    init(
        process: RegionSet, cache: RegionSet, log: RegionSet, policies: [String], errors: [String]
    ) {
        self.process = process
        self.cache = cache
        self.log = log
        self.policies = policies
        self.errors = errors
    }
}
