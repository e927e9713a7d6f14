// Promise: a real model answers through the gate, to real clients, over both protocols.
import Foundation
import Testing

extension Promises {
    @Suite struct `The main job` {
        let house: House

        init() throws { house = try House.shared() }

        /// A held-out picture of the digit and what it shows.
        private func sample(_ digit: Int) throws -> InferBody {
            let file = Tools.models.appendingPathComponent("samples/digits-\(digit).json")
            return InferBody(try String(contentsOf: file, encoding: .utf8))
        }

        @Test(arguments: ["--http1.1", "--http2"])
        func `a picture of a seven is a seven over REST`(version: String) throws {
            let answer = try house.infer(
                "digits", try sample(7), as: .clinician, arguments: [version])
            #expect(answer.status == 200, "\(answer.body) \(answer.curlError)")
            #expect(answer.output("label") == [7])
            #expect(answer.json["model_name"] as? String == "digits")
            #expect(answer.headers["content-type"] == "application/json")
            #expect(["1", "2"].contains(answer.version))
            #expect(answer.region == "ae-dubai")
        }

        @Test func `each answer names its decision, and no two are the same`() throws {
            let answers = try (0..<3).map { _ in
                try house.infer("affine", .affine([1, 2, 3, 4]), as: .clinician)
            }
            let decisions = answers.compactMap(\.decision)
            #expect(Set(decisions).count == 3)
            let uuid = #/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#
            for decision in decisions { #expect(decision.wholeMatch(of: uuid) != nil) }
        }

        @Test func `a cacheable question asked twice is answered from the cache`() throws {
            let body = InferBody.image(0x1234_5678_9abc_def0)
            let first = try house.infer("digits", body, as: .clinician)
            let second = try house.infer("digits", body, as: .clinician)
            #expect(first.cache == "miss")
            #expect(second.cache == "hit")
            #expect(first.output("probabilities") == second.output("probabilities"))
            let off = try house.infer("affine", .affine([1, 2, 3, 4]), as: .clinician)
            #expect(off.cache == "off")
        }

        @Test func `tritonclient does its whole job`() throws {
            var work = house.files(.clinician)
            work["token"] = try Tokens.token(.clinician)
            work["model"] = "affine"
            work["input"] = ["name": "x", "shape": [2, 4], "data": [0, 1, 2, 3, 4, 5, 6, 7]]
            work["output"] = "y"
            let seen = try Command.client("triton.py", work) as? [String: Any] ?? [:]
            #expect(seen["message"] == nil, "\(seen)")
            #expect(seen["live"] as? Bool == true)
            #expect(seen["ready"] as? Bool == true)
            #expect(seen["model_ready"] as? Bool == true)
            #expect(seen["inputs"] as? [String] == ["x"])
            #expect(seen["answer"] as? [[Double]] == [[1, 3, 5, 7], [9, 11, 13, 15]])
            #expect(seen["id"] as? String == "main-job")
        }

        @Test func `grpcio gets the headers of an answer`() throws {
            let answer = try house.grpc(.image(7), as: .clinician)
            #expect(answer.status == "OK", "\(answer.message)")
            #expect(answer.outputs["probabilities"]?.count == 10)
            #expect(answer.decision != nil)
            #expect(answer.header("x-portcullis-region") == "ae-dubai")
            #expect(answer.header("x-portcullis-version") != nil)
            #expect(answer.cache == "miss" || answer.cache == "hit")
        }

        @Test func `tensors may come as typed contents`() throws {
            let call = GRPCCall(fields: [
                "infer": [
                    "model": "affine",
                    "inputs": [
                        [
                            "name": "x", "datatype": "FP32", "shape": [1, 4],
                            "floats": [1, 2, 3, 4],
                        ]
                            as [String: Any]
                    ],
                ] as [String: Any]
            ])
            let answer = try house.grpc(call, as: .clinician)
            #expect(answer.status == "OK", "\(answer.message)")
            #expect(answer.outputs["y"] == [3, 5, 7, 9])
        }

        @Test func `nghttp is answered over HTTP-2`() throws {
            let folder = house.certificates
            let done = try Command.run(
                Tools.nghttp,
                [
                    "--verbose", "--no-verify-peer", "--timeout=10s",
                    "--cert=\(folder.appendingPathComponent("client-ward-app.pem").path)",
                    "--key=\(folder.appendingPathComponent("client-ward-app.key").path)",
                    "https://\(house.target)/v2/health/live",
                ])
            #expect(done.text.contains(":status: 200"), "\(done.text.suffix(1500)) \(done.errors)")
        }

        @Test func `the server calls need the certificate only`() throws {
            for path in ["v2", "v2/health/live", "v2/health/ready"] {
                let answer = try house.rest(path, as: .clinician, token: "")
                #expect(answer.status == 200, "\(path): \(answer.body)")
            }
            let calls = ["ServerLive", "ServerReady", "ServerMetadata"].map {
                GRPCCall.bytes("", method: $0)
            }
            for answer in try house.grpc(calls, as: .clinician, token: "") {
                #expect(answer.status == "OK", "\(answer.message)")
            }
        }

        @Test func `metadata and readiness are told over both protocols`() throws {
            let rest = try house.rest("v2/models/affine", as: .clinician)
            #expect(rest.status == 200, "\(rest.body)")
            #expect(rest.json["name"] as? String == "affine")
            let ready = try house.rest("v2/models/affine/ready", as: .clinician)
            #expect(ready.status == 200, "\(ready.body)")
            let calls = ["ModelReady", "ModelMetadata"].map {
                GRPCCall(fields: ["method": $0, "message": ["name": "affine"]])
            }
            for answer in try house.grpc(calls, as: .clinician) {
                #expect(answer.status == "OK", "\(answer.message)")
                #expect(answer.responses == 1)
            }
        }

        @Test(arguments: ["RS256", "ES256"])
        func `a token of our own command is accepted`(algorithm: String) throws {
            let key = "issuer-\(algorithm.lowercased()).key"
            let made = try Command.run(
                Tools.gateway,
                [
                    "dev", "token", "--issuer-key",
                    house.certificates.appendingPathComponent(key).path,
                    "--algorithm", algorithm, "--kid", "dev-\(algorithm.lowercased())",
                    "--issuer", "https://issuer.portcullis.dev", "--audience", "portcullis",
                    "--subject", "dr-omar", "--claim", "tenant=clinic",
                    "--claim", "roles=clinician,analyst",
                    "--certificate",
                    house.certificates.appendingPathComponent("client-ward-app.pem").path,
                ])
            #expect(made.status == 0, "\(made.errors)")
            let token = made.text.trimmingCharacters(in: .whitespacesAndNewlines)
            let answer = try house.infer(
                "affine", .affine([1, 2, 3, 4]), as: .clinician, token: token)
            #expect(answer.status == 200, "\(answer.body)")
            // It is bound to the ward's certificate and is worth nothing with another.
            let stolen = try house.infer(
                "affine", .affine([1, 2, 3, 4]), as: .analyst, token: token)
            #expect(stolen.status == 401)
            #expect(stolen.code == "token_invalid")
        }

        @Test func `who may not see the worker does not see it`() throws {
            let clinician = try house.infer("affine", .affine([1, 2, 3, 4]), as: .clinician)
            let analyst = try house.infer("affine", .affine([1, 2, 3, 4]), as: .analyst)
            #expect(clinician.worker != nil)
            #expect(analyst.status == 200, "\(analyst.body)")
            #expect(analyst.worker == nil)
        }
    }
}
