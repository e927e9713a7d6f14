// Scopes as numbers: which policies are about a request is decided by looking at bits.

/// Numbers the entities and types that the scopes of a policy set name.
struct ScopeIndex: Sendable {
    /// Says what a principal or a resource must be; -1 stands for no such demand.
    private struct Part: Sendable {
        var equal: Int32 = -1
        var group: Int32 = -1
        var type: Int32 = -1
    }

    private struct Scope: Sendable {
        let principal: Part
        let resource: Part
        let equalAction: Int32
        /// The groups of which the action must be in one; nil for no such demand.
        let actionGroups: [Int32]?
    }

    private var numbers: [EntityUID: Int32] = [:]
    private var typeNumbers: [String: Int32] = [:]
    private var scopes: [Scope] = []

    init(_ policies: [Policy]) {
        scopes.reserveCapacity(policies.count)
        for policy in policies {
            var equalAction: Int32 = -1
            var actionGroups: [Int32]?
            switch policy.action {
            case .any: break
            case .equal(let reference): equalAction = number(reference)
            case .isIn(let references): actionGroups = references.map { number($0) }
            }
            scopes.append(
                Scope(
                    principal: part(policy.principal), resource: part(policy.resource),
                    equalAction: equalAction, actionGroups: actionGroups))
        }
    }

    private mutating func part(_ constraint: Policy.ScopeConstraint) -> Part {
        var part = Part()
        if let type = constraint.type {
            part.type = typeNumbers[type.name] ?? Int32(typeNumbers.count)
            typeNumbers[type.name] = part.type
        }
        if let reference = constraint.reference {
            if case .equal = constraint {
                part.equal = number(reference)
            } else {
                part.group = number(reference)
            }
        }
        return part
    }

    private mutating func number(_ reference: Policy.EntityReference) -> Int32 {
        guard let uid = reference.entity else {
            preconditionFailure("a template was not refused when it was parsed")
        }
        let number = numbers[uid] ?? Int32(numbers.count)
        numbers[uid] = number
        return number
    }

    /// Holds what the scopes can ask about one entity of a request.
    private struct Subject {
        let number: Int32
        let type: Int32
        var groups: BitSet

        func satisfies(_ part: Part) -> Bool {
            (part.equal < 0 || part.equal == number) && (part.type < 0 || part.type == type)
                && (part.group < 0 || groups.contains(Int(part.group)))
        }
    }

    private func subject(_ uid: EntityUID, _ entities: Entities) -> Subject {
        let number = numbers[uid] ?? -2
        var subject = Subject(
            number: number, type: typeNumbers[uid.type] ?? -2,
            groups: BitSet(capacity: numbers.count))
        if number >= 0 { subject.groups.insert(Int(number)) }
        entities.forEachAncestor(of: uid) { group in
            if let number = numbers[group] { subject.groups.insert(Int(number)) }
        }
        return subject
    }

    /// Calls the body with the index of every policy whose scope the request meets, in order.
    func forEachMatch(
        of request: Request, _ entities: Entities, _ body: (Int) -> Void
    ) {
        let principal = subject(request.principal, entities)
        let action = subject(request.action, entities)
        let resource = subject(request.resource, entities)
        for index in scopes.indices {
            let scope = scopes[index]
            guard scope.equalAction < 0 || scope.equalAction == action.number,
                principal.satisfies(scope.principal), resource.satisfies(scope.resource)
            else { continue }
            if let groups = scope.actionGroups,
                !groups.contains(where: { action.groups.contains(Int($0)) })
            {
                continue
            }
            body(index)
        }
    }
}
