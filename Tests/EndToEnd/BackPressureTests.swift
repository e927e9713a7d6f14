// Promise: a slow reader or a slow worker holds a bounded amount of the gate's memory.
import Foundation
import Testing

extension Promises {
    @Suite struct `The gate's memory stays bounded` {
        /// A message of 48 MiB, well under the 64 that a message may have.
        private let rows = 3 << 20
        /// Windows, buffers and the allocator's own habits, but not the message.
        private let boundKilobytes = 32 * 1024

        /// The memory of the gateway, in kilobytes.
        private func resident(_ house: House) throws -> Int {
            let pid = try house.child("gateway").pid
            let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS") }
            let words = line?.split(whereSeparator: \.isWhitespace) ?? []
            return words.count > 1 ? Int(words[1]) ?? 0 : 0
        }

        /// A client in the background that makes one large call.
        private func largeCall(_ house: House) throws -> Child {
            let folder = try Scratch.folder("large")
            var work = house.files(.clinician)
            work["calls"] = [
                [
                    "large": rows, "timeout": 120,
                    "metadata": [["authorization", "Bearer \(try Tokens.token(.clinician))"]],
                ] as [String: Any]
            ]
            let file = folder.appendingPathComponent("work.json")
            try JSONSerialization.data(withJSONObject: work).write(to: file)
            let script = Tools.clients.appendingPathComponent("calls.py").path
            return try Child(
                "large", "/bin/sh",
                ["-c", "exec \"$1\" \"$2\" < \"$3\"", "sh", Tools.python, script, file.path],
                in: folder)
        }

        @Test func `while a worker does not read`() throws {
            var plan = HousePlan.scripted(seconds: 0)
            // Seldom enough that the worker is not given up while it stands still.
            plan.readinessMilliseconds = 60_000
            let house = try House(plan)
            try house.expectServing()
            let before = try resident(house)
            let client = try largeCall(house)
            let begun = try Wait.until(seconds: 30, every: 0.002) {
                try house.metric("portcullis_requests_in_flight") > 0
            }
            #expect(begun)
            try house.child("worker-1").signal(SIGSTOP)
            Thread.sleep(forTimeInterval: 4)
            let grown = try resident(house) - before
            #expect(grown < boundKilobytes, "\(grown) KB more")
            try house.child("worker-1").signal(SIGCONT)
            #expect(client.exitStatus(within: 60) == 0, "\(client.lastLines())")
            #expect(client.lastLines().contains("\"OK\""), "\(client.lastLines().prefix(300))")
            try house.expectServing()
        }

        @Test func `while a client does not read`() throws {
            let house = try House(HousePlan.scripted(seconds: 2))
            let before = try resident(house)
            let client = try largeCall(house)
            let record = house.folder.appendingPathComponent("worker-1.jsonl")
            let begun = Wait.until(seconds: 30, every: 0.01) {
                ((try? String(contentsOf: record, encoding: .utf8)) ?? "").contains("begun")
            }
            #expect(begun)
            client.signal(SIGSTOP)
            Thread.sleep(forTimeInterval: 5)
            let grown = try resident(house) - before
            #expect(grown < boundKilobytes, "\(grown) KB more")
            client.signal(SIGCONT)
            #expect(client.exitStatus(within: 60) == 0, "\(client.lastLines())")
            #expect(client.lastLines().contains("\"OK\""), "\(client.lastLines().prefix(300))")
            try house.expectServing()
        }
    }
}
