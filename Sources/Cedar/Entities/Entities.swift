// The entities that policies look at, with the transitive closure of their hierarchy.

/// Holds entities and answers which is in which.
public struct Entities: Sendable {
    struct Node: Sendable {
        let entity: Entity
        let ancestors: Set<EntityUID>
    }

    private let nodes: [EntityUID: Node]
    /// Entities that others are in and that are not listed themselves.
    private let unlisted: Set<EntityUID>
    /// One more entity, so that a principal joins many entities without a copy of them.
    private let guest: Node?

    /// Creates a store without entities.
    public init() {
        nodes = [:]
        unlisted = []
        guest = nil
    }

    /// Computes the hierarchy; refuses repeated entities and cycles.
    ///
    /// Parents need not be listed.
    public init(_ entities: [Entity]) throws(EntitiesError) {
        var byName: [EntityUID: Entity] = [:]
        byName.reserveCapacity(entities.count)
        for entity in entities {
            guard byName.updateValue(entity, forKey: entity.uid) == nil else {
                throw .duplicate(entity.uid)
            }
        }
        var closure = Closure(entities: byName)
        var nodes: [EntityUID: Node] = [:]
        nodes.reserveCapacity(byName.count)
        for entity in entities {
            nodes[entity.uid] = Node(
                entity: entity, ancestors: try closure.ancestors(of: entity.uid))
        }
        self.nodes = nodes
        unlisted = nodes.values.reduce(into: []) { unlisted, node in
            for uid in node.ancestors where byName[uid] == nil { unlisted.insert(uid) }
        }
        guest = nil
    }

    private init(_ host: Entities, guest: Node) {
        nodes = host.nodes
        unlisted = host.unlisted
        self.guest = guest
    }

    /// Returns the same entities and one more; nothing is copied unless others are in the new one.
    public func adding(_ entity: Entity) throws(EntitiesError) -> Entities {
        guard node(entity.uid) == nil else { throw .duplicate(entity.uid) }
        guard guest == nil, !unlisted.contains(entity.uid), !entity.parents.contains(entity.uid)
        else { return try Entities(all + [entity]) }
        var ancestors = Set(entity.parents)
        for parent in entity.parents { ancestors.formUnion(nodes[parent]?.ancestors ?? []) }
        return Entities(self, guest: Node(entity: entity, ancestors: ancestors))
    }

    private func node(_ uid: EntityUID) -> Node? {
        if let guest, guest.entity.uid == uid { return guest }
        return nodes[uid]
    }

    /// Returns what is known of an entity.
    public subscript(uid: EntityUID) -> Entity? { node(uid)?.entity }

    /// Lists all entities, in no particular order.
    public var all: [Entity] {
        nodes.values.map(\.entity) + (guest.map { [$0.entity] } ?? [])
    }

    /// Returns everything an entity is in, over any number of steps.
    public func ancestors(of uid: EntityUID) -> Set<EntityUID> { node(uid)?.ancestors ?? [] }

    /// Visits everything an entity is in, without copying the set.
    func forEachAncestor(of uid: EntityUID, _ body: (EntityUID) -> Void) {
        guard let node = node(uid) else { return }
        for ancestor in node.ancestors { body(ancestor) }
    }

    /// Says whether an entity is another or in it, over any number of steps.
    public func isMember(_ uid: EntityUID, of group: EntityUID) -> Bool {
        uid == group || node(uid)?.ancestors.contains(group) ?? false
    }

    /// Computes ancestors depth first with its own stack, so that long chains cost no recursion.
    private struct Closure {
        let entities: [EntityUID: Entity]
        private var done: [EntityUID: Set<EntityUID>] = [:]

        init(entities: [EntityUID: Entity]) { self.entities = entities }

        mutating func ancestors(of start: EntityUID) throws(EntitiesError) -> Set<EntityUID> {
            if let known = done[start] { return known }
            var open: Set<EntityUID> = [start]
            var stack: [(uid: EntityUID, nextParent: Int)] = [(start, 0)]
            while let top = stack.last {
                let parents = entities[top.uid]?.parents ?? []
                if top.nextParent < parents.count {
                    stack[stack.count - 1].nextParent += 1
                    let parent = parents[top.nextParent]
                    guard !open.contains(parent) else { throw .cycle(parent) }
                    if done[parent] == nil {
                        open.insert(parent)
                        stack.append((parent, 0))
                    }
                } else {
                    var all = Set(parents)
                    for parent in parents { all.formUnion(done[parent] ?? []) }
                    done[top.uid] = all
                    open.remove(top.uid)
                    stack.removeLast()
                }
            }
            return done[start] ?? []
        }
    }
}
