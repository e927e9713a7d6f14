// Bad input: bodies that are no inference request, or whose tensors do not add up.
import Foundation
import Testing

/// A body that REST must refuse, and why.
struct BadBody: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let body: String

    init(_ name: String, _ body: String) {
        testDescription = name
        self.body = body
    }

    /// A tensor `x` with this shape, datatype and data.
    static func tensor(
        _ name: String, shape: String = "[1,4]", type: String = "FP32", data: String = "[1,2,3,4]"
    ) -> BadBody {
        BadBody(
            name,
            #"{"inputs":[{"name":"x","shape":\#(shape),"datatype":"\#(type)","data":\#(data)}]}"#)
    }

    static let all: [BadBody] = [
        BadBody("nothing", ""), BadBody("no JSON", "hello"), BadBody("a list", "[]"),
        BadBody("JSON cut short", #"{"inputs":[{"name":"x""#),
        BadBody("more after the end", #"{"inputs":[]} {}"#),
        BadBody("no inputs", "{}"),
        BadBody("a repeated member", #"{"inputs":[],"inputs":[]}"#),
        BadBody("depth without end", String(repeating: "[", count: 100_000)),
        .tensor("too little data", data: "[1,2,3]"),
        .tensor("too much data", data: "[1,2,3,4,5]"),
        .tensor("a shape that overflows", shape: "[9223372036854775807,9223372036854775807]"),
        .tensor("a shape that is huge", shape: "[4000000000,4000000000]", data: "[]"),
        .tensor("a negative shape", shape: "[-1,4]"),
        .tensor("a shape with a fraction", shape: "[1.5,4]"),
        .tensor("a datatype nobody knows", type: "FP99"),
        .tensor("a bare NaN", data: "[NaN,2,3,4]"),
        .tensor("a number over the type", type: "UINT8", data: "[1,2,3,256]"),
        .tensor("a fraction for an integer", type: "INT32", data: "[1,2,3,4.5]"),
        .tensor("text for a number", data: #"["a","b","c","d"]"#),
        .tensor(
            "data nested too deep",
            data: String(repeating: "[", count: 20) + "1"
                + String(repeating: "]", count: 20)),
    ]
}

extension Promises {
    @Suite struct `A bad inference request is refused` {
        let house: House

        init() throws { house = try House.shared() }

        @Test(arguments: BadBody.all)
        func `over REST when it has`(bad: BadBody) throws {
            let answer = try house.infer("affine", InferBody(bad.body), as: .clinician)
            #expect(answer.status == 400, "\(answer.status) \(answer.body)")
            #expect(answer.code == "bad_request")
            #expect(answer.error.count > 10, "says what to do: \(answer.body)")
            house.expectAudited(answer.decision, "bad_request")
            try house.expectServing()
        }

        @Test func `when its content type is another`() throws {
            let answer = try house.rest(
                "v2/models/affine/infer", as: .clinician,
                headers: ["content-type: text/plain"], arguments: ["--data-binary", "hello"])
            #expect(answer.status == 415, "\(answer.body)")
            #expect(answer.code == "unsupported")
            house.expectAudited(answer.decision, "unsupported")
            try house.expectServing()
        }

        @Test func `when its body is larger than allowed`() throws {
            let answer = try house.rest(
                "v2/models/affine/infer", as: .clinician,
                headers: ["content-type: application/json", "content-length: 100000000"],
                arguments: ["--http1.1", "--data-binary", "{}"])
            #expect(answer.status == 413, "\(answer.status) \(answer.body) \(answer.curlError)")
            #expect(answer.code == "too_large")
            try house.expectServing()
        }

        @Test func `when its tensors are not the model's, over both protocols`() throws {
            let wrongName = InferBody.tensor("z", [1, 4], [1, 2, 3, 4])
            let wrongShape = InferBody.tensor("x", [1, 5], [1, 2, 3, 4, 5])
            for body in [wrongName, wrongShape] {
                let answer = try house.infer("affine", body, as: .clinician)
                #expect(answer.status == 400, "\(answer.body)")
                #expect(answer.error.count > 10)
            }
            let calls = [
                GRPCCall.infer("affine", "z", [1, 4], [1, 2, 3, 4]),
                GRPCCall.infer("affine", "x", [1, 5], [1, 2, 3, 4, 5]),
                GRPCCall.infer("affine", "x", [1, 4], [1, 2, 3]),
                GRPCCall.infer("affine", "x", [1, 4], [1, 2, 3, 4], datatype: "FP64"),
                GRPCCall.infer("affine", "x", [4_000_000_000, 4_000_000_000], [1]),
                GRPCCall.infer("affine", "x", [-1, 4], [1]),
            ]
            for answer in try house.grpc(calls, as: .clinician) {
                #expect(answer.status == "INVALID_ARGUMENT", "\(answer.message)")
                #expect(answer.message.count > 10)
            }
            try house.expectServing()
        }

        @Test func `and infinities and not-a-number have their names`() throws {
            let body = BadBody.tensor("", data: #"["NaN","Infinity","-Infinity",0.5]"#)
            let answer = try house.infer("affine", InferBody(body.body), as: .clinician)
            #expect(answer.status == 200, "\(answer.body)")
            for name in ["\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "2"] {
                #expect(answer.body.contains(name), "\(answer.body)")
            }
        }

        @Test func `and an escaped name is decoded once`() throws {
            let answer = try house.rest(
                "v2/models/%61ffine/infer", .affine([1, 2, 3, 4]), as: .clinician)
            #expect(answer.status == 200, "\(answer.body)")
            for name in ["%2561ffine", "%2e%2e", "af%00ine", "a%2Fb", "%zz"] {
                let refused = try house.rest(
                    "v2/models/\(name)/infer", .affine([1]), as: .clinician)
                #expect([400, 404].contains(refused.status), "\(name): \(refused.body)")
            }
        }
    }
}
