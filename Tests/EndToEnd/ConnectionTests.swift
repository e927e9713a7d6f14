// Promise: connections that dawdle are ended, and a session is resumed on any core while trust holds.
import Foundation
import Testing

extension Promises {
    @Suite struct `A connection` {
        @Test func `that does not shake hands is ended`() throws {
            let house = try House.shared()
            let port = house.ports.gate
            let done = try Command.run(
                "/bin/bash", ["-c", "exec 3<>/dev/tcp/127.0.0.1/\(port); timeout 40 cat <&3"],
                seconds: 60)
            #expect(done.status == 0, "the gate ended it before the test's own bound")
            try house.expectServing()
        }

        @Test func `may resume its session on any core, until trust changes`() throws {
            let plan = HousePlan.scripted(seconds: 0)
            let house = try House(plan)
            let session = house.folder.appendingPathComponent("session").path
            #expect(try connect(house, ["-sess_out", session]).contains("New, TLSv1.3"))
            // Two shards: ten connections find both.
            let resumed = try (0..<10).filter { _ in
                try connect(house, ["-sess_in", session]).contains("Reused, TLSv1.3")
            }
            #expect(resumed.count == 10)
            var files = plan.policies
            files.identity += "# trust was looked at\n"
            try files.write(to: house.policies)
            let taken = try Wait.until(seconds: 10) { try house.reloads() >= 1 }
            #expect(taken)
            #expect(try connect(house, ["-sess_in", session]).contains("New, TLSv1.3"))
        }

        @Test func `speaks TLS 1-3, and 1-2 only where a file says so`() throws {
            let house = try House.shared()
            #expect(try !connect(house, ["-tls1_2"]).contains("Cipher is TLS_"))
            #expect(try connect(house, ["-tls1_3"]).contains("TLSv1.3"))
            try house.expectServing()
        }

        /// What `openssl s_client` says of a connection that is left after a moment.
        private func connect(_ house: House, _ arguments: [String]) throws -> String {
            let folder = house.certificates
            let words =
                [
                    "-connect", "127.0.0.1:\(house.ports.gate)", "-servername", "localhost",
                    "-alpn", "h2", "-CAfile", folder.appendingPathComponent("workers-ca.pem").path,
                    "-cert", folder.appendingPathComponent("client-ward-app.pem").path,
                    "-key", folder.appendingPathComponent("client-ward-app.key").path,
                ] + arguments
            return try Command.run(
                "/bin/sh", ["-c", "sleep 0.3 | openssl s_client \"$@\" 2>&1", "sh"] + words
            ).text
        }
    }
}
