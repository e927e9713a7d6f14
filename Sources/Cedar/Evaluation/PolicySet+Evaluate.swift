// Decides a request over all policies of a set.

extension PolicySet {
    /// Decides a request exactly as Cedar does: forbid over permit, deny without a permit.
    public func evaluate(_ request: Request, _ entities: Entities) -> Response {
        let evaluator = Evaluator(request: request, entities: entities)
        var permits: [Int] = []
        var forbids: [Int] = []
        var errors: [EvaluationError] = []
        scopes.forEachMatch(of: request, entities) { index in
            let policy = policies[index]
            do throws(EvaluationFault) {
                guard try evaluator.areSatisfied(policy.conditions) else { return }
                switch policy.effect {
                case .permit: permits.append(index)
                case .forbid: forbids.append(index)
                }
            } catch {
                errors.append(
                    EvaluationError(policyIndex: index, effect: policy.effect, fault: error))
            }
        }
        let isAllowed = forbids.isEmpty && !permits.isEmpty
        return Response(
            decision: isAllowed ? .allow : .deny,
            determining: forbids.isEmpty ? permits : forbids, errors: errors)
    }
}
