// Callers as policies see them: by name, tenant and roles, whoever the token's subject is.

import Cedar

/// What policies can tell of a caller, shared by all callers that are alike in it.
struct Principal {
    /// Never used again for another, so that memos may be keyed by it.
    let number: UInt64
    let entities: Cedar.Entities
}

/// Joins callers to the entities of a policy set, and remembers the latest.
struct Principals {
    private struct Traits: Hashable {
        let name: String
        let tenant: String
        let roles: [String]
    }

    private let policies: Policies
    private let capacity: Int
    private var known: [Traits: Principal] = [:]
    private var latest: UInt64 = 0

    init(_ policies: Policies, capacity: Int) {
        self.policies = policies
        self.capacity = capacity
    }

    /// The caller among the entities, in its tenant and roles, or nil when they do not fit together.
    mutating func principal(of caller: Caller) -> Principal? {
        let traits = Traits(name: caller.name, tenant: caller.tenant, roles: caller.roles)
        if let principal = known[traits] { return principal }
        let parents =
            [EntityUID(type: "Tenant", id: caller.tenant)]
            + caller.roles.map { EntityUID(type: "Role", id: $0) }
        let entity = Cedar.Entity(
            uid: EntityUID(type: "Caller", id: caller.name), parents: parents)
        guard let entities = try? policies.entities.adding(entity) else { return nil }
        // Forgetting all at once is rare and cheap enough: each is rebuilt at its next question.
        if known.count >= capacity { known.removeAll(keepingCapacity: true) }
        latest += 1
        let principal = Principal(number: latest, entities: entities)
        known[traits] = principal
        return principal
    }
}
