// Asks Cedar, and applies the house rule that a forbid which cannot be evaluated refuses.

import Cedar

/// Puts questions of the gate's vocabulary to the two policy sets.
struct Evaluator {
    let policies: Policies
    let entities: Cedar.Entities

    /// The answer to one question.
    struct Answer {
        var allowed: Bool
        var determining: [String]
        var errors: [String]
    }

    /// Asks whether a caller may do something to a model.
    func access(
        _ caller: Caller, _ action: ModelAction, _ model: ModelIndex, _ dataClasses: DataClassSet,
        _ context: RequestContext
    ) -> Answer {
        var values: Record = [
            "dataClasses": classes(dataClasses),
            "now": .datetime(unixMilliseconds: context.nowUnixMilliseconds),
        ]
        if let source = context.sourceAddress { values["sourceAddress"] = .ip(network(source)) }
        let request = Cedar.Request(
            principal: EntityUID(type: "Caller", id: caller.name),
            action: EntityUID(type: "Action", id: action.name),
            resource: EntityUID(type: "Model", id: policies[model].name), context: values)
        return ask(policies.access, request)
    }

    /// Asks about every region, for processing, caching and logging.
    func residency(_ caller: Caller, _ model: ModelIndex, _ dataClasses: DataClassSet) -> Residency
    {
        let context: Record = [
            "dataClasses": classes(dataClasses),
            "model": .entity(EntityUID(type: "Model", id: policies[model].name)),
        ]
        var determining: [String] = []
        var errors: [String] = []
        func permitted(_ action: RegionAction) -> RegionSet {
            var set: RegionSet = []
            for index in policies.regions.indices {
                let request = Cedar.Request(
                    principal: EntityUID(type: "Caller", id: caller.name),
                    action: EntityUID(type: "Action", id: action.name),
                    resource: EntityUID(type: "Region", id: policies.regions[index].name),
                    context: context)
                let answer = ask(policies.residency, request)
                if answer.allowed { set.insert(RegionIndex(UInt8(index))) }
                for id in answer.determining where !determining.contains(id) {
                    determining.append(id)
                }
                for error in answer.errors where !errors.contains(error) { errors.append(error) }
            }
            return set
        }
        return Residency(
            process: permitted(.process), cache: permitted(.cache), log: permitted(.log),
            policies: determining.sorted(), errors: errors)
    }

    private func classes(_ set: DataClassSet) -> Value {
        var values: Set<Value> = []
        set.forEach { index in
            let name = policies.dataClasses[Int(index.rawValue)]
            values.insert(.entity(EntityUID(type: "DataClass", id: name)))
        }
        return .set(values)
    }

    private func network(_ source: SourceAddress) -> IPNetwork {
        source.isIPv4
            ? IPNetwork(ipv4: UInt32(truncatingIfNeeded: source.low))
            : IPNetwork(ipv6High: source.high, low: source.low)
    }

    private func ask(_ set: Cedar.PolicySet, _ request: Cedar.Request) -> Answer {
        let response = set.evaluate(request, entities)
        var answer = Answer(
            allowed: response.decision == .allow,
            determining: response.determining.map { Self.name(set.policies[$0]) },
            errors: [])
        for error in response.errors {
            let policy = set.policies[error.policyIndex]
            let name = Self.name(policy)
            answer.errors.append("\(name): \(error.message)")
            guard policy.effect == .forbid else { continue }
            // Fail closed: the forbid might have applied, had it been evaluated.
            if answer.allowed { answer.determining = [] }
            answer.allowed = false
            answer.determining.append(name)
        }
        return answer
    }

    static func name(_ policy: Cedar.Policy) -> String {
        policy.name ?? policy.id
    }
}
