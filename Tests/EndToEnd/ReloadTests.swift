// Promise: a change of policy drops no request; a bad change changes nothing.
import Foundation
import Testing

extension Promises {
    @Suite struct `A reload` {
        @Test func `done a hundred times under load fails no request`() throws {
            // Our own workers: the scripted one may be silent for a moment on a busy machine.
            var plan = HousePlan()
            plan.redis = false
            plan.policies.tests = "tests: []\n"
            let house = try House(plan)
            let load = try RunningLoad(
                house, ["model": "affine", "concurrency": 8, "channels": 2, "pause": 0.002])
            for number in 1...100 {
                let before = try house.get("metrics").body
                var files = plan.policies
                files.access += "// edition \(number)\n"
                try files.write(to: house.policies)
                let taken = try Wait.until(seconds: 10) { try house.reloads() >= Double(number) }
                guard taken else {
                    Issue.record("edition \(number) was not taken: \(before.suffix(300))")
                    break
                }
            }
            let counts = try load.stop()
            #expect(counts.failures == 0, "\(counts.details)")
            #expect(counts.wrong == 0)
            #expect(counts.answers > 1000)
        }

        @Test func `in the middle of a request does not fail it`() throws {
            let plan = HousePlan.scripted(seconds: 0)
            let house = try House(plan)
            let folder = try Scratch.folder("slow")
            let body = folder.appendingPathComponent("body.json")
            try Data(InferBody.affine([1, 2, 3, 4]).text.utf8).write(to: body)
            let url = "https://localhost:\(house.ports.gate)/v2/models/affine/infer"
            let headers = [
                "-H", "authorization: Bearer \(try Tokens.token(.clinician))", "-H",
                "content-type: application/json",
            ]
            // The head goes at once, the body after the change.
            let client = try Child(
                "slow", "/bin/sh",
                [
                    "-c",
                    "(for n in $(seq 200); do [ -e \"$0.go\" ] && break; sleep 0.1; done; cat \"$0\") "
                        + "| \"$@\"",
                    body.path, Tools.curl, "-sS", "-m", "20", "--http1.1", "-X", "POST", "-T", "-",
                    "-w", "%{http_code}",
                ] + headers + house.tls("client-ward-app") + [url], in: folder)
            Thread.sleep(forTimeInterval: 0.5)
            var files = plan.policies
            files.access += "// another edition\n"
            try files.write(to: house.policies)
            #expect(try Wait.until(seconds: 10) { try house.reloads() >= 1 })
            try Data().write(to: folder.appendingPathComponent("body.json.go"))
            #expect(client.exitStatus(within: 25) == 0)
            #expect(client.lastLines().hasSuffix("200"), "\(client.lastLines())")
        }

        @Test func `takes what a person edits, and takes it back`() throws {
            let plan = HousePlan.scripted(seconds: 0)
            let house = try House(plan)
            let analyst = Person.analyst
            #expect(try house.infer("affine", .affine([1, 2, 3, 4]), as: analyst).status == 200)
            var files = plan.policies
            files.access += """
                @id("not-today")
                forbid (principal in Tenant::"bank", action, resource == Model::"affine");

                """
            try files.write(to: house.policies)
            let refused = try Wait.until(seconds: 10) {
                try house.infer("affine", .affine([1, 2, 3, 4]), as: analyst).status == 403
            }
            #expect(refused)
            let last = try house.infer("affine", .affine([1, 2, 3, 4]), as: analyst)
            #expect(house.audit([last.decision ?? "?"]).first?.contains("not-today") == true)
            try plan.policies.write(to: house.policies)
            let allowed = try Wait.until(seconds: 10) {
                try house.infer("affine", .affine([1, 2, 3, 4]), as: analyst).status == 200
            }
            #expect(allowed)
        }

        @Test(arguments: [
            ("access.cedar", "permit (principal, action, resource) when { principal.x == };"),
            ("residency.cedar", "permit (principal, action == Action::\"proces\", resource);"),
            ("entities.yaml", "tenants: [clinic\n"), ("limits.yaml", "limits: 7\n"),
            ("traffic.yaml", "models: { digits: { versions: { \"1\": -4 } } }\n"),
        ])
        func `of a bad set changes nothing and says where it is bad`(name: String, text: String)
            throws
        {
            let plan = HousePlan.scripted(seconds: 0)
            let house = try House(plan)
            let file = house.policies.appendingPathComponent(name)
            try Data(text.utf8).write(to: file, options: .atomic)
            let said = try Wait.until(seconds: 10) { try house.badReloads() >= 1 }
            #expect(said, "a metric counts it")
            let log = try String(contentsOf: try house.child("gateway").log, encoding: .utf8)
            #expect(
                log.contains("/\(name):"), "the log says the file and line: \(log.suffix(600))")
            try house.expectServing()
            #expect(house.isReady())
        }
    }
}

extension House {
    /// How many policy sets were taken since the start.
    func reloads() throws -> Double {
        try metric("portcullis_policy_reloads_total", ["result": "accepted"])
    }

    /// How many policy sets were turned down.
    func badReloads() throws -> Double {
        try metric("portcullis_policy_reloads_total", ["result": "rejected"])
    }
}
