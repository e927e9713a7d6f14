// What operators see: metrics that Prometheus accepts, health, and one line per decision.
import Foundation
import Testing

extension Promises {
    @Suite struct `An operator sees` {
        let house: House

        init() throws { house = try House.shared() }

        @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/promtool")))
        func `metrics that promtool accepts`() throws {
            _ = try house.infer("affine", .affine([1, 2, 3, 4]), as: .clinician)
            let page = try house.get("metrics")
            #expect(page.status == 200)
            let done = try Command.run(
                "/usr/bin/promtool", ["check", "metrics"], input: Data(page.body.utf8))
            #expect(done.status == 0, "\(done.errors)")
        }

        @Test func `requests counted by model and version`() throws {
            let labels = ["model": "affine"]
            let before = try house.metric("portcullis_requests_total", labels)
            for _ in 0..<3 { _ = try house.infer("affine", .affine([1, 2, 3, 4]), as: .clinician) }
            let counted = try Wait.until(seconds: 5) {
                try house.metric("portcullis_requests_total", labels) == before + 3
            }
            #expect(counted)
        }

        @Test func `whether it lives and whether it is ready, and nothing else on that port`()
            throws
        {
            #expect(try house.get("healthz").status == 200)
            #expect(try house.get("readyz").status == 200)
            #expect(try house.get("policies").status == 404)
            let written = try Curl.run([
                "--request", "POST", "http://127.0.0.1:\(house.ports.admin)/metrics",
            ])
            #expect(written.status == 405)
        }

        @Test func `one audit line per decision, with its reasons`() throws {
            let answer = try house.infer("affine", .affine([1, 2, 3, 4]), as: .clinician)
            let lines = house.audit([answer.decision ?? "?"])
            #expect(lines.count == 1)
            let line = lines.first ?? ""
            for word in ["clinicians-ask", "ward-app", "dr-aisha", "affine", "ae-dubai"] {
                #expect(line.contains(word), "\(word) stands in \(line)")
            }
            #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil)
        }

        @Test func `one access line per request, without the token`() throws {
            let token = try Tokens.token(.clinician)
            let answer = try house.infer("affine", .affine([1, 2, 3, 4]), as: .clinician)
            let file = house.folder.appendingPathComponent("gateway-access.jsonl")
            let written = Wait.until(seconds: 5) {
                let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
                return text.contains(answer.decision ?? "?")
            }
            #expect(written)
            let signature = try #require(token.split(separator: ".").last)
            for name in ["gateway-access.jsonl", "gateway-audit.jsonl", "gateway.log"] {
                let path = house.folder.appendingPathComponent(name)
                let text = try String(contentsOf: path, encoding: .utf8)
                #expect(!text.contains(signature), "\(name) holds no token")
            }
        }
    }
}
