// Checks entities and requests against a schema.

extension Schema {
    /// Returns where entities depart from the schema, ordered by entity; empty when all is well.
    public func validate(_ entities: Entities) -> [ConformanceFault] {
        var checker = ConformanceChecker(schema: self)
        let sorted = entities.all.sorted { $0.uid.description.bytesPrecede($1.uid.description) }
        for entity in sorted {
            checker.check(entity, ancestors: entities.ancestors(of: entity.uid))
        }
        return checker.faults
    }

    /// Returns where a request departs from the schema; empty when all is well.
    public func validate(_ request: Request) -> [ConformanceFault] {
        var checker = ConformanceChecker(schema: self)
        checker.check(request)
        return checker.faults
    }
}
