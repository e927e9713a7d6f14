// How types relate: the smallest type that covers two others.

extension StaticType {
    /// Returns the smallest type that holds the values of both, or nil where strict typing has none.
    static func join(_ left: StaticType, _ right: StaticType) -> StaticType? {
        if left == right { return left }
        switch (left, right) {
        case (.never, let other), (let other, .never):
            return other
        case _ where left.isBool && right.isBool:
            return .bool
        case (.set(nil), .set), (.set, .set(nil)):
            return .set(nil)
        case (.set(let left?), .set(let right?)):
            return join(left, right).map { .set($0) }
        case (.record(let left), .record(let right)):
            return join(left, right).map { .record($0) }
        default:
            return nil
        }
    }

    private static func join(_ left: RecordShape, _ right: RecordShape) -> RecordShape? {
        guard left.attributes.count == right.attributes.count else { return nil }
        var shape = RecordShape()
        for (name, attribute) in left.attributes {
            guard let other = right.attributes[name], other.isRequired == attribute.isRequired,
                let type = join(attribute.type, other.type)
            else { return nil }
            shape.attributes[name] = RecordShape.Attribute(
                type: type, isRequired: attribute.isRequired)
        }
        return shape
    }
}
