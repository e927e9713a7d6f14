// One request of `tests/*.yaml` with the decision that it must get.

import Policy

/// A request that is asked of a policy set, and what must come of it.
struct PolicyCase: Sendable {
    /// What must come of it; what is nil is not looked at.
    struct Expectation: Sendable {
        var allowed: Bool
        var policies: [String]?
        var residencyPolicies: [String]?
        var process: [String]?
        var cache: [String]?
        var log: [String]?
        var limits: [String]?
        var code: String?
    }

    var name: String
    var file: String
    var line: Int
    var caller: String
    var tenant: String
    var roles: [String]
    var action: ModelAction
    var model: String
    var dataClasses: [String]
    var context: RequestContext
    /// The gate's region and the regions that serve the model, where the test says them.
    var gate: String?
    var serving: [String]?
    var expected: Expectation
}
