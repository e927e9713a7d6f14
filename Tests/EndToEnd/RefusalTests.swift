// Promise: nothing is forwarded that was not admitted; each refusal has its status and its code.
import Foundation
import Testing

extension Promises {
    @Suite struct `The gate refuses` {
        let house: House

        init() throws { house = try House.shared() }

        private let numbers = InferBody.affine([1, 2, 3, 4])

        @Test func `a request without a token`() throws {
            house.expectRefusal(
                "token_missing", 401, "UNAUTHENTICATED",
                rest: try house.infer("affine", numbers, as: .clinician, token: ""),
                grpc: try house.grpc(.affine([1, 2, 3, 4]), as: .clinician, token: ""))
            try house.expectServing()
        }

        @Test func `a certificate that maps to no caller`() throws {
            var person = Person.clinician
            person.certificate = "client-unmapped"
            let token = try Tokens.token(.clinician)
            house.expectRefusal(
                "certificate_unmapped", 401, "UNAUTHENTICATED",
                rest: try house.infer("affine", numbers, as: person, token: token),
                grpc: try house.grpc(.affine([1, 2, 3, 4]), as: person, token: token))
            try house.expectServing()
        }

        @Test func `what policy does not permit`() throws {
            let rows = InferBody.tensor("measurements", [1, 30], Array(repeating: 1, count: 30))
            let call = GRPCCall.infer(
                "triage", "measurements", [1, 30], Array(repeating: 1, count: 30))
            house.expectRefusal(
                "access_denied", 403, "PERMISSION_DENIED",
                rest: try house.infer("triage", rows, as: .analyst),
                grpc: try house.grpc(call, as: .analyst))
            #expect(try house.infer("triage", rows, as: .clinician).status == 200)
        }

        @Test func `an unknown model, and only to callers it knows`() throws {
            house.expectRefusal(
                "model_unknown", 404, "NOT_FOUND",
                rest: try house.infer("nothing", numbers, as: .clinician),
                grpc: try house.grpc(.affine([1], model: "nothing"), as: .clinician))
            let stranger = try house.infer("nothing", numbers, as: .clinician, token: "")
            #expect(stranger.status == 401)
            try house.expectServing()
        }

        @Test func `an unknown version of a model whose versions may be named`() throws {
            let picture = InferBody.image(3)
            let call = GRPCCall.infer(
                "survey", "image", [1, 64], Array(repeating: 0, count: 64), version: "9")
            house.expectRefusal(
                "version_unknown", 404, "NOT_FOUND",
                rest: try house.rest("v2/models/survey/versions/9/infer", picture, as: .clinician),
                grpc: try house.grpc(call, as: .clinician))
            let named = try house.rest(
                "v2/models/survey/versions/2/infer", picture, as: .clinician)
            #expect(named.status == 200, "\(named.body)")
            #expect(named.version == "2")
        }

        @Test func `a version named where versions may not be named`() throws {
            house.expectRefusal(
                "bad_request", 400, "INVALID_ARGUMENT",
                rest: try house.rest(
                    "v2/models/affine/versions/1/infer", numbers, as: .clinician),
                grpc: try house.grpc(.affine([1, 2, 3, 4], version: "1"), as: .clinician))
        }

        @Test func `data that may not be where the model is served`() throws {
            let picture = InferBody.image(5)
            house.expectRefusal(
                "residency_denied", 451, "PERMISSION_DENIED",
                rest: try house.infer(
                    "digits-eu", picture, as: .clinician,
                    headers: ["x-portcullis-data-class: health"]),
                grpc: try house.grpc(
                    .image(5, model: "digits-eu"), as: .clinician,
                    metadata: [["x-portcullis-data-class", "health"]]))
            let open = try house.infer("digits-eu", picture, as: .clinician)
            #expect(open.status == 200, "\(open.body)")
            #expect(open.region == "eu-frankfurt")
        }

        @Test func `an unknown data class`() throws {
            house.expectRefusal(
                "bad_request", 400, "INVALID_ARGUMENT",
                rest: try house.infer(
                    "affine", numbers, as: .clinician,
                    headers: ["x-portcullis-data-class: helth"]),
                grpc: try house.grpc(
                    .affine([1, 2, 3, 4]), as: .clinician,
                    metadata: [["x-portcullis-data-class", "helth"]]))
        }

        @Test func `who asks more often than the rate allows`() throws {
            var person = Person.clinician
            person.subject = "in-a-hurry"
            let calls = Array(repeating: GRPCCall.affine([1, 2, 3, 4], model: "metered"), count: 6)
            let answers = try house.grpc(calls, as: person)
            #expect(answers.map(\.status).filter { $0 == "OK" }.count == 3)
            let refused = try #require(answers.last)
            let rest = try house.infer("metered", numbers, as: person)
            house.expectRefusal(
                "rate_limited", 429, "RESOURCE_EXHAUSTED", rest: rest, grpc: refused)
            let seconds = Int(rest.headers["retry-after"] ?? "") ?? 0
            #expect((1...60).contains(seconds), "\(rest.headers)")
            #expect(refused.header("grpc-retry-pushback-ms") != nil, "\(refused.trailing)")
            #expect(rest.headers["ratelimit"] != nil, "\(rest.headers)")
            #expect(rest.headers["ratelimit-policy"] != nil, "\(rest.headers)")
            try house.expectServing()
        }

        @Test func `a repeated authorization header`() throws {
            let token = try Tokens.token(.clinician)
            let rest = try house.infer(
                "affine", numbers, as: .clinician, headers: ["authorization: Bearer \(token)"])
            #expect(rest.status == 400, "\(rest.body)")
            #expect(rest.code == "bad_request")
        }

        @Test func `an unknown path and a wrong method`() throws {
            let unknown = try house.rest("v3/models/affine/infer", numbers, as: .clinician)
            #expect(unknown.status == 404, "\(unknown.body)")
            let wrong = try house.rest("v2/models/affine/infer", as: .clinician)
            #expect(wrong.status == 405, "\(wrong.body)")
        }

        @Test func `a token that does not belong to the certificate`() throws {
            let answer = try house.infer(
                "affine", numbers, as: .clinician, token: try Tokens.token(.analyst))
            #expect(answer.status == 401)
            #expect(answer.code == "token_invalid")
        }
    }
}
