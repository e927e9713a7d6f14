// The Cedar entities of the policy set with one caller among them, remembered for the latest callers.

import Cedar

/// Joins callers to the entities of a policy set.
struct CallerEntities {
    private let policies: Policies
    private let capacity: Int
    private var known: [UInt64: Cedar.Entities] = [:]

    init(_ policies: Policies, capacity: Int) {
        self.policies = policies
        self.capacity = capacity
    }

    /// The entities with the caller in its tenant and roles, or nil when they do not fit together.
    mutating func entities(of caller: Caller) -> Cedar.Entities? {
        if let entities = known[caller.serial] { return entities }
        let parents =
            [EntityUID(type: "Tenant", id: caller.tenant)]
            + caller.roles.map { EntityUID(type: "Role", id: $0) }
        let entity = Cedar.Entity(
            uid: EntityUID(type: "Caller", id: caller.name), parents: parents)
        guard let entities = try? Cedar.Entities(policies.entities + [entity]) else { return nil }
        // Forgetting all at once is rare and cheap enough: each is rebuilt at its next question.
        if known.count >= capacity { known.removeAll(keepingCapacity: true) }
        known[caller.serial] = entities
        return entities
    }
}
