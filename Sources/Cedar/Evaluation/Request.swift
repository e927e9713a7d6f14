// A question to a policy set.

/// Asks whether a principal may take an action on a resource.
public struct Request: Sendable {
    /// Names who asks.
    public var principal: EntityUID
    /// Names what is to be done.
    public var action: EntityUID
    /// Names what it is to be done to.
    public var resource: EntityUID
    /// Holds the circumstances.
    public var context: Record

    /// Creates a request.
    public init(
        principal: EntityUID, action: EntityUID, resource: EntityUID, context: Record = [:]
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.context = context
    }
}
