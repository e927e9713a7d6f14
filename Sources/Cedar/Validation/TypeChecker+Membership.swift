// Types of `in` and `is`: much of it is known from the schema alone.

extension TypeChecker {
    mutating func checkIs(
        _ inner: Expression, _ type: Expression.TypeName, _ within: Expression?,
        _ prior: Set<Capability>, _ expression: Expression
    ) -> Answer {
        guard within == nil else {
            let test = Expression(.isType(inner, type, within: nil), expression.range)
            let membership = within.map {
                Expression(.binary(.isIn, inner, $0), expression.range)
            }
            return checkAnd([test] + [membership].compactMap { $0 }, prior)
        }
        switch expect(.entity, inner, prior).type {
        case .entity(let name)?:
            return Answer(type: name == type.name ? .alwaysTrue : .alwaysFalse)
        default: return Answer(type: .bool)
        }
    }

    mutating func checkIn(
        _ left: Expression, _ right: Expression, _ prior: Set<Capability>
    ) -> StaticType? {
        let member = expect(.entity, left, prior) { type in
            if case .set = type { "for elements of a set, write `.contains(…)`" } else { nil }
        }
        let group = expect(.entityOrEntities, right, prior) { type in
            if case .set = type { "for elements of a set, write `.contains(…)`" } else { nil }
        }
        guard let member = member.type, let group = group.type else { return .bool }
        if let uid = entity(left), uid.isAction, let groups = entities(right) {
            return isIn(uid, groups)
        }
        guard case .entity(let memberType) = member, let groupType = Self.entityType(group),
            !canBeIn(memberType, groupType)
        else { return .bool }
        return .alwaysFalse
    }

    private static func entityType(_ type: StaticType) -> String? {
        switch type {
        case .entity(let name), .set(.entity(let name)?): name
        default: nil
        }
    }

    /// Decides between actions exactly: the schema declares all of them.
    private func isIn(_ uid: EntityUID, _ groups: [EntityUID]) -> StaticType {
        let actions = groups.filter(\.isAction)
        let ancestors = schema.actions[uid]?.ancestors ?? []
        let isMember = actions.contains { $0 == uid || ancestors.contains($0) }
        return isMember ? .alwaysTrue : .alwaysFalse
    }

    private func canBeIn(_ member: String, _ group: String) -> Bool {
        if member == group { return true }
        if schema.entityTypes[member]?.ancestors.contains(group) == true { return true }
        return schema.actions.values.contains { action in
            action.uid.type == member && action.ancestors.contains { $0.type == group }
        }
    }

    private func entity(_ expression: Expression) -> EntityUID? {
        switch expression.kind {
        case .literal(.entity(let uid)): uid
        case .variable(.action): environment.action.uid
        default: nil
        }
    }

    private func entities(_ expression: Expression) -> [EntityUID]? {
        if let uid = entity(expression) { return [uid] }
        guard case .set(let elements) = expression.kind else { return nil }
        let all = elements.compactMap(entity)
        return all.count == elements.count ? all : nil
    }
}
