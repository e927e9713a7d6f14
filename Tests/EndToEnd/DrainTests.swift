// Promise: the gate leaves without failing a request that was on it.
import Foundation
import Testing

extension Promises {
    @Suite struct `A drain` {
        @Test func `lets the requests in flight finish and exits with zero`() throws {
            let house = try House(HousePlan.scripted(seconds: 2))
            let load = try RunningLoadInBackground(house, count: 24)
            Thread.sleep(forTimeInterval: 1)
            let gateway = try house.child("gateway")
            gateway.signal(SIGTERM)
            let unready = Wait.until(seconds: 1.5, every: 0.01) { !house.isReady() }
            #expect(unready, "readiness goes off first")
            let counts = try load.finish()
            #expect(counts.codes == ["OK": 24], "\(counts.details)")
            #expect(counts.wrong == 0)
            #expect(gateway.exitStatus(within: 15) == 0)
        }

        @Test func `does not wait for the hanging longer than its deadline`() throws {
            var plan = HousePlan.scripted(seconds: 60)
            plan.drainMilliseconds = 1000
            let house = try House(plan)
            let load = try RunningLoadInBackground(house, count: 2)
            Thread.sleep(forTimeInterval: 1)
            let gateway = try house.child("gateway")
            gateway.signal(SIGTERM)
            #expect(gateway.exitStatus(within: 15) == 0)
            let counts = try load.finish()
            #expect(counts.codes["UNAVAILABLE"] == 2, "\(counts.codes)")
        }

        @Test func `of one of two gateways on a port fails nothing`() throws {
            let house = try House(HousePlan.scripted(seconds: 0))
            let load = try RunningLoad(
                house, ["model": "affine", "concurrency": 8, "channels": 8, "pause": 0.001])
            let admin = try Scratch.freePorts(1)[0]
            try house.startGateway("second", admin: admin)
            let old = try house.child("gateway")
            old.signal(SIGTERM)
            #expect(old.exitStatus(within: 20) == 0)
            Thread.sleep(forTimeInterval: 0.5)
            let counts = try load.stop()
            #expect(counts.failures == 0, "\(counts.details)")
            #expect(counts.answers > 100)
        }

        @Test func `answers a request that comes on an open connection while it lasts`() throws {
            let house = try House(HousePlan.scripted(seconds: 0))
            try house.expectServing()
            try house.child("gateway").signal(SIGINT)
            #expect(try house.child("gateway").exitStatus(within: 15) == 0)
            let port = house.ports.gate
            let answer = try Curl.run(
                house.tls("client-ward-app") + ["https://localhost:\(port)/v2"])
            #expect(answer.curlStatus == 7, "nobody listens any more: \(answer.curlError)")
        }
    }
}

/// A number of requests sent at once, whose answers take their time.
struct RunningLoadInBackground {
    let process: Child
    private let output: URL

    init(_ house: House, count: Int) throws {
        let folder = try Scratch.folder("burst")
        var work = house.files(.clinician)
        work["tokens"] = [try Tokens.token(.clinician)]
        work["model"] = "affine"
        work["count"] = count
        work["concurrency"] = count
        work["channels"] = min(4, count)
        let file = folder.appendingPathComponent("work.json")
        try (try JSONSerialization.data(withJSONObject: work) + Data("\n".utf8)).write(to: file)
        let script = Tools.clients.appendingPathComponent("load.py").path
        process = try Child(
            "burst", "/bin/sh",
            ["-c", "exec \"$1\" \"$2\" < \"$3\"", "sh", Tools.python, script, file.path],
            in: folder)
        output = process.log
        Thread.sleep(forTimeInterval: 0.5)
    }

    func finish() throws -> LoadCounts {
        guard process.exitStatus(within: 40) == 0 else {
            throw HarnessFailure("the burst failed: \(process.lastLines())")
        }
        return try LoadCounts(String(contentsOf: output, encoding: .utf8))
    }
}
