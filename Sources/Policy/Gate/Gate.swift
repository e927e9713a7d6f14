// The gate itself: admits, then places; nothing else can make an admission, a permit or a dispatch.

import Cedar

/// Decides who may do what and where, and remembers it; one per shard and policy set.
public struct Gate: ~Copyable {
    /// The policy set in force.
    public let policies: Policies
    /// The latest decision, also when it refused: for the audit log.
    public private(set) var lastDecision: Decision
    private var decisions: Memo<Decision>
    private var placements: Memo<Decision>
    // By what policies can tell of a caller; apart, so that many callers do not push these out.
    private var sharedDecisions: Memo<Decision>
    private var sharedPlacements: Memo<Decision>
    private var residencies: Memo<Residency>
    private var principals: Principals

    /// Takes a policy set and the most decisions to remember.
    public init(policies: Policies, memoCapacity: Int = 4096) {
        self.policies = policies
        lastDecision = Decision(allowed: false, action: .infer, dataClasses: [])
        decisions = Memo(capacity: memoCapacity)
        placements = Memo(capacity: memoCapacity)
        sharedDecisions = Memo(capacity: memoCapacity)
        sharedPlacements = Memo(capacity: memoCapacity)
        residencies = Memo(capacity: memoCapacity)
        principals = Principals(policies, capacity: max(16, memoCapacity))
    }

    /// Admits a caller's action on a model, or refuses it; fails closed.
    ///
    /// The request's data classes are the model's, the token's and `added`, never fewer.
    public mutating func admit(
        _ caller: Caller, _ action: ModelAction, _ model: ModelIndex, added: DataClassSet,
        context: RequestContext
    ) throws(Refusal) -> Admission {
        let classes = policies[model].dataClasses.union(caller.dataClasses).union(added)
        // A caller that was resolved against another set must be resolved again, so a retry helps.
        guard caller.policiesID == policies.id else {
            lastDecision = Decision(
                allowed: false, action: action, dataClasses: classes,
                errors: ["the caller was resolved against another policy set"])
            throw .overloaded
        }
        let decision = decide(caller, action, model, classes, context)
        lastDecision = decision
        guard decision.allowed else { throw .accessDenied }
        return Admission(
            caller: caller, action: action, model: model, dataClasses: classes, decision: decision,
            remembered: !decisionsDependOnRequest)
    }

    /// Turns an admission into a permit, or refuses it for where the data would go.
    ///
    /// `servingRegions` are those of the pools that serve the model, healthy or not.
    public mutating func place(
        _ admission: consuming Admission, gateRegion: RegionIndex, servingRegions: RegionSet
    ) throws(Refusal) -> Permit {
        let decision = placement(of: admission)
        guard decision.process.contains(gateRegion),
            servingRegions.isEmpty || !decision.process.isDisjoint(with: servingRegions)
        else {
            lastDecision = decision.refused()
            throw .residencyDenied
        }
        lastDecision = decision
        // Nobody serves the model anywhere: that is no matter of residency.
        guard !servingRegions.isEmpty else { throw .noWorker }
        return Permit(model: admission.model, decision: decision)
    }

    /// Finds the regions of an admission without making a permit: for policy tests and previews.
    package mutating func preview(_ admission: consuming Admission) throws(Refusal) {
        lastDecision = placement(of: admission)
    }

    private var decisionsDependOnRequest: Bool {
        policies.accessReadsTime || policies.accessReadsSource
    }

    private mutating func decide(
        _ caller: Caller, _ action: ModelAction, _ model: ModelIndex, _ classes: DataClassSet,
        _ context: RequestContext
    ) -> Decision {
        let key = MemoKey(caller.serial, action.rawValue, model, classes)
        if let known = decisions.find(key) { return known }
        guard let principal = principals.principal(of: caller) else {
            return Decision(
                allowed: false, action: action, dataClasses: classes,
                errors: ["the caller does not fit the entities of the policy set"])
        }
        let shared = key.shared(by: principal)
        if let known = sharedDecisions.find(shared) {
            decisions.remember(key, known)
            return known
        }
        let evaluator = Evaluator(policies: policies, entities: principal.entities)
        let answer = evaluator.access(caller, action, model, classes, context)
        let decision = Decision(
            allowed: answer.allowed, action: action, dataClasses: classes,
            policies: answer.determining, errors: answer.errors)
        guard !decisionsDependOnRequest else { return decision }
        sharedDecisions.remember(shared, decision)
        decisions.remember(key, decision)
        return decision
    }

    private mutating func placement(of admission: borrowing Admission) -> Decision {
        let key = MemoKey(
            admission.caller.serial, admission.action.rawValue, admission.model,
            admission.dataClasses)
        if admission.remembered, let known = placements.find(key) { return known }
        guard let principal = principals.principal(of: admission.caller) else {
            return admission.decision.refused()
        }
        let shared = key.shared(by: principal)
        if admission.remembered, let known = sharedPlacements.find(shared) {
            placements.remember(key, known)
            return known
        }
        let decision = admission.decision.placed(residency(of: admission, principal), policies)
        guard admission.remembered else { return decision }
        sharedPlacements.remember(shared, decision)
        placements.remember(key, decision)
        return decision
    }

    private mutating func residency(
        of admission: borrowing Admission, _ principal: Principal
    ) -> Residency {
        let key = MemoKey(principal.number, 0, admission.model, admission.dataClasses)
        if let known = residencies.find(key) { return known }
        let evaluator = Evaluator(policies: policies, entities: principal.entities)
        let residency = evaluator.residency(
            admission.caller, admission.model, admission.dataClasses)
        residencies.remember(key, residency)
        return residency
    }
}

/// Proof that policy admits a request; only `Gate.admit` makes one.
public struct Admission: ~Copyable {
    /// The caller.
    public let caller: Caller
    /// What is asked.
    public let action: ModelAction
    /// The model that is asked.
    public let model: ModelIndex
    /// The data classes of the request.
    public let dataClasses: DataClassSet
    /// What was decided and why.
    public let decision: Decision
    fileprivate let remembered: Bool

    fileprivate init(
        caller: Caller, action: ModelAction, model: ModelIndex, dataClasses: DataClassSet,
        decision: Decision, remembered: Bool
    ) {
        self.caller = caller
        self.action = action
        self.model = model
        self.dataClasses = dataClasses
        self.decision = decision
        self.remembered = remembered
    }
}

/// Leave to process, cache and log one request's data in some regions; only `Gate.place` makes one.
public struct Permit: ~Copyable {
    /// The model that is asked.
    public let model: ModelIndex
    /// What was decided and why.
    public let decision: Decision

    fileprivate init(model: ModelIndex, decision: Decision) {
        self.model = model
        self.decision = decision
    }

    /// Regions where the data may be processed.
    public var process: RegionSet { decision.process }

    /// Regions where the answer may be kept.
    public var cache: RegionSet { decision.cache }

    /// Regions where a full record may be written.
    public var log: RegionSet { decision.log }

    /// Leave to send to one region, for one try; nil where policy does not permit it.
    public func dispatch(to region: RegionIndex) -> Dispatch? {
        process.contains(region) ? Dispatch(region: region) : nil
    }

    /// Bytes equal for two permits exactly when their process and cache sets have the same names.
    ///
    /// Their SHA-256 is the zone of a cache key.
    public var zone: [UInt8] { decision.zone }

    /// Tells whether the answer may be stored in a region.
    public func mayStore(in region: RegionIndex) -> Bool { cache.contains(region) }

    /// Tells whether a full record may be written in a region.
    public func mayLog(in region: RegionIndex) -> Bool { log.contains(region) }
}

/// Leave for one try to one region; sending consumes it.
public struct Dispatch: ~Copyable {
    /// The region to send to.
    public let region: RegionIndex

    fileprivate init(region: RegionIndex) { self.region = region }
}
