// The page of metrics: complete, well-formed, and the sum of all shards.

import Foundation

import Testing

@testable import Control
@testable import Gateway

struct MetricsPageTests {
    private func filled() -> ShardCounters {
        var counters = ShardCounters()
        let labels = ShardCounters.RequestLabels(model: "a\"\\\nb", version: "1", code: "ok")
        counters.requests = [labels: 2]
        counters.refusals = ["access_denied": 3]
        counters.handshakesFailed = ["no_certificate": 4]
        counters.limitAllowed = ["per-caller": 5]
        counters.limitRefused = ["per-caller": 6]
        counters.workersReady = ["127.0.0.1:9101": 7]
        counters.total.observe(nanoseconds: 70_000)
        counters.total.observe(nanoseconds: 60_000_000_000)
        counters.cacheMisses = 9
        counters.handshakesCompleted = 5
        counters.handshakesResumed = 2
        return counters
    }

    private func page(_ counters: ShardCounters) -> String {
        var state = ControlState()
        state.policySetID = "abc"
        state.reloadsRejected = 2
        return MetricsPage.text(counters, state, WriterTally(), process: .now())
    }

    @Test func `samples have their labels and values`() {
        let lines = page(filled()).split(separator: "\n").map(String.init)
        for line in [
            "portcullis_requests_total{model=\"a\\\"\\\\\\nb\",version=\"1\",code=\"ok\"} 2",
            "portcullis_refusals_total{code=\"access_denied\"} 3",
            "portcullis_handshakes_refused_total{reason=\"no_certificate\"} 4",
            "portcullis_handshakes_total{resumed=\"false\"} 3",
            "portcullis_limit_decisions_total{limit=\"per-caller\",decision=\"refused\"} 6",
            "portcullis_request_duration_seconds_bucket{le=\"5e-05\"} 0",
            "portcullis_request_duration_seconds_bucket{le=\"0.0001\"} 1",
            "portcullis_request_duration_seconds_bucket{le=\"10.0\"} 1",
            "portcullis_request_duration_seconds_bucket{le=\"+Inf\"} 2",
            "portcullis_request_duration_seconds_count 2",
            "portcullis_policy_reloads_total{result=\"rejected\"} 2",
            "portcullis_policy_set_info{id=\"abc\"} 1", "portcullis_cache_misses_total 9",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/promtool")))
    func `promtool accepts the page`() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/promtool")
        process.arguments = ["check", "metrics"]
        let input = Pipe()
        let complaints = Pipe()
        process.standardInput = input
        process.standardError = complaints
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(page(filled()).utf8))
        try input.fileHandleForWriting.close()
        let text = complaints.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(String(decoding: text, as: UTF8.self))")
    }

    @Test func `the sum leaves out no counter of a shard`() {
        // Every field that a shard can count is a number, a dictionary or a histogram: fill them all
        // through reflection's eyes by comparing a doubled sum with the text of a doubled shard.
        var sum = filled()
        sum.add(filled())
        let one = Mirror(reflecting: filled()).children
        let two = Mirror(reflecting: sum).children
        for (single, double) in zip(one, two) {
            let name = single.label ?? "?"
            if let count = single.value as? UInt64 {
                #expect(double.value as? UInt64 == count * 2, "\(name)")
            } else if let counts = single.value as? [String: UInt64] {
                #expect(double.value as? [String: UInt64] == counts.mapValues { $0 * 2 }, "\(name)")
            } else if let counts = single.value as? [ShardCounters.RequestLabels: UInt64] {
                let doubled = double.value as? [ShardCounters.RequestLabels: UInt64]
                #expect(doubled == counts.mapValues { $0 * 2 }, "\(name)")
            } else if let histogram = single.value as? Histogram {
                #expect((double.value as? Histogram)?.counts == histogram.counts.map { $0 * 2 })
            } else {
                Issue.record("\(name) is of a kind that the sum does not know")
            }
        }
    }
}
