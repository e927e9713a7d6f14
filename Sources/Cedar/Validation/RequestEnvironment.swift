// One combination of an action with the types it applies to.

/// Fixes the types that a policy is checked for.
struct RequestEnvironment: Sendable {
    let principal: String
    let action: ActionType
    let resource: String
}

extension Schema {
    /// Lists every combination that the schema allows.
    var environments: [RequestEnvironment] {
        actions.values.flatMap { action in
            action.principals.flatMap { principal in
                action.resources.map { resource in
                    RequestEnvironment(principal: principal, action: action, resource: resource)
                }
            }
        }
    }
}
