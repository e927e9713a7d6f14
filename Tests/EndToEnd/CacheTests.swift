// Promise: no tenant's answer reaches another tenant, and a cached answer is never a wrong answer.
import Foundation
import Testing

extension Promises {
    @Suite struct `The cache` {
        @Test func `never answers one tenant with another's`() throws {
            let house = try House.shared()
            let body = InferBody.image(0xfeed_beef_0042)
            let first = try house.infer("digits", body, as: .clinician)
            #expect(first.cache == "miss")
            #expect(try house.infer("digits", body, as: .clinician).cache == "hit")
            let other = try house.infer("digits", body, as: .analyst)
            #expect(other.status == 200, "\(other.body)")
            #expect(other.cache == "miss")
            #expect(try house.infer("digits", body, as: .analyst).cache == "hit")
        }

        @Test func `serves one answer over both protocols`() throws {
            let house = try House.shared()
            let rest = try house.infer("digits", .image(0x77aa_55ee), as: .clinician)
            let grpc = try house.grpc(.image(0x77aa_55ee), as: .clinician)
            #expect(rest.cache == "miss")
            #expect(grpc.cache == "hit", "\(grpc.message)")
            #expect(grpc.outputs["label"] == rest.output("label"))
        }

        @Test func `is not used for a parameter that no file lists`() throws {
            let house = try House.shared()
            let call = GRPCCall.infer(
                "digits", "image", [1, 64], Array(repeating: 3, count: 64),
                parameters: ["temperature": 3])
            for answer in try house.grpc([call, call], as: .clinician) {
                #expect(answer.status == "OK", "\(answer.message)")
                #expect(answer.cache == "off")
            }
        }

        @Test func `is kept apart by the data's class`() throws {
            let house = try House.shared()
            let body = InferBody.image(0x1357_9bdf_2468)
            #expect(try house.infer("digits", body, as: .clinician).cache == "miss")
            let health = try house.infer(
                "digits", body, as: .clinician, headers: ["x-portcullis-data-class: health"])
            #expect(health.cache == "miss", "another permit is another zone")
        }

        @Test func `is shared through Redis by a gateway that starts afresh, and sealed`() throws {
            let house = try House()
            let body = InferBody.image(0x2222_3333_4444)
            #expect(try house.infer("digits", body, as: .clinician).cache == "miss")
            // Storing follows the answer; a moment later it is in Redis.
            Thread.sleep(forTimeInterval: 0.3)
            try restartGateway(house)
            #expect(try house.infer("digits", body, as: .clinician).cache == "hit")
            let keys = try redis(house, ["KEYS", "*"]).split(separator: "\n").map(String.init)
            #expect(!keys.isEmpty)
            for key in keys {
                #expect(!key.contains("clinic") && !key.contains("digits"), "\(key)")
            }
        }

        @Test func `takes a flipped byte for a miss`() throws {
            let house = try House()
            let body = InferBody.image(0x5555_6666_7777)
            let first = try house.infer("digits", body, as: .clinician)
            Thread.sleep(forTimeInterval: 0.3)
            let keys = try redis(house, ["KEYS", "*"]).split(separator: "\n").map(String.init)
            for key in keys where try redis(house, ["TYPE", key]).contains("string") {
                _ = try redis(house, ["SETRANGE", key, "40", "tampered"])
            }
            try restartGateway(house)
            let again = try house.infer("digits", body, as: .clinician)
            #expect(again.status == 200, "\(again.body)")
            #expect(again.cache == "miss")
            #expect(again.output("probabilities") == first.output("probabilities"))
        }

        private func restartGateway(_ house: House) throws {
            let gateway = try house.child("gateway")
            gateway.signal(SIGTERM)
            #expect(gateway.exitStatus(within: 20) == 0)
            try house.startGateway()
            try house.waitUntilServing()
        }

        private func redis(_ house: House, _ words: [String]) throws -> String {
            try Command.run("/usr/bin/redis-cli", ["-p", "\(house.ports.redis)"] + words).text
        }
    }
}
