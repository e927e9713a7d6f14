// The entities that policies look at, with the transitive closure of their hierarchy.

/// Holds entities and answers which is in which.
public struct Entities: Sendable {
    struct Node: Sendable {
        let entity: Entity
        let ancestors: Set<EntityUID>
    }

    private let nodes: [EntityUID: Node]

    /// Creates a store without entities.
    public init() { nodes = [:] }

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
    }

    /// Returns what is known of an entity.
    public subscript(uid: EntityUID) -> Entity? { nodes[uid]?.entity }

    /// Lists all entities, in no particular order.
    public var all: [Entity] { nodes.values.map(\.entity) }

    /// Returns everything an entity is in, over any number of steps.
    public func ancestors(of uid: EntityUID) -> Set<EntityUID> { nodes[uid]?.ancestors ?? [] }

    /// Visits everything an entity is in, without copying the set.
    func forEachAncestor(of uid: EntityUID, _ body: (EntityUID) -> Void) {
        guard let node = nodes[uid] else { return }
        for ancestor in node.ancestors { body(ancestor) }
    }

    /// Says whether an entity is another or in it, over any number of steps.
    public func isMember(_ uid: EntityUID, of group: EntityUID) -> Bool {
        uid == group || nodes[uid]?.ancestors.contains(group) ?? false
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
