// Bad input: no certificate, a foreign one, an expired one; the handshake ends, and it is written.
import Foundation
import Testing

extension Promises {
    @Suite struct `A connection without a good certificate ends in its handshake` {
        let house: House

        init() throws { house = try House.shared() }

        /// Asks with this certificate and holds that no HTTP answer came, and that it was noted.
        private func expectEnded(_ certificate: String?, reason: String, alert: String) throws {
            let before = house.audit(["connection", reason], within: 0).count
            let counted = try house.metric("portcullis_handshakes_refused_total")
            let answer = try Curl.run(
                house.tls(certificate) + ["https://\(house.target)/v2/health/live"])
            #expect(answer.status == 0)
            #expect(answer.curlStatus != 0)
            #expect(
                answer.curlError.localizedCaseInsensitiveContains(alert),
                "curl says why: \(answer.curlError)")
            let noted = Wait.until(seconds: 5) {
                house.audit(["connection", reason], within: 0).count > before
            }
            #expect(noted, "an audit line of kind connection says \(reason)")
            #expect(try house.metric("portcullis_handshakes_refused_total") > counted)
            try house.expectServing()
        }

        @Test func `when there is none`() throws {
            try expectEnded(nil, reason: "no_certificate", alert: "certificate required")
        }

        @Test func `when another authority signed it`() throws {
            try expectEnded("client-foreign", reason: "unknown_authority", alert: "unknown ca")
        }

        @Test func `when it expired`() throws {
            try expectEnded("client-expired", reason: "expired", alert: "expired")
        }

        @Test func `when it is a worker's`() throws {
            let answer = try Curl.run(
                house.tls("worker-1") + ["https://\(house.target)/v2/health/live"])
            #expect(answer.status == 0)
            try house.expectServing()
        }

        @Test func `and a worker lets nobody in but the gate`() throws {
            let port = house.ports.workers[0]
            for certificate in [nil, "client-ward-app", "worker-2"] {
                let answer = try Curl.run(
                    house.tls(certificate) + ["--http2", "https://localhost:\(port)/v2"])
                #expect(answer.status == 0 || answer.status == 403, "\(certificate ?? "none")")
            }
            #expect(try house.child("worker-1").isRunning)
        }
    }
}
