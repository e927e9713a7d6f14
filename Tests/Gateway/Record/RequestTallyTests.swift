import Policy
import Testing

@testable import Gateway

@Suite struct RequestTallyTests {
    @Test func `counts come out under their names, once`() throws {
        var tally = RequestTally()
        tally.layOut(try Fixture.policies())
        tally.count(ModelIndex(0), VersionIndex(1), .ok)
        tally.count(ModelIndex(0), VersionIndex(1), .ok)
        tally.count(ModelIndex(1), nil, .refused(.accessDenied))
        tally.count(nil, nil, .refused(.modelUnknown))
        var series: [ShardCounters.RequestLabels: UInt64] = [:]
        tally.drain(into: &series)
        #expect(series[.init(model: "digits", version: "2", code: "ok")] == 2)
        #expect(series[.init(model: "triage", version: "", code: "access_denied")] == 1)
        #expect(series[.init(model: "", version: "", code: "model_unknown")] == 1)
        #expect(series.count == 3)
        tally.drain(into: &series)
        #expect(series.values.reduce(0, +) == 4)
    }
}
