// An action as a schema declares it.

/// Holds what the schema says of one action.
struct ActionType: Sendable {
    let uid: EntityUID
    let range: SourceRange
    var parents: [EntityUID] = []
    /// The groups it is in, over any number of steps.
    var ancestors: Set<EntityUID> = []
    var principals: [String] = []
    var resources: [String] = []
    var context = RecordShape()
}
