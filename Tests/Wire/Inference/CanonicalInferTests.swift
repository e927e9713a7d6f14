// One digest for one question, however it is asked, and another for every other question.

import Testing

@testable import Wire

struct CanonicalInferTests {
    private func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        written { ProtobufWriter.bytes(number, content.span, into: &$0) }
    }

    private func digest(_ message: [UInt8], _ allowed: [String] = []) throws -> Digest256 {
        try CanonicalInfer.digest(message: message.span, allowedParameters: allowed)
    }

    private func input(
        _ name: String, _ shape: [UInt8], _ type: String = "FP32", _ more: [UInt8] = []
    ) -> [UInt8] {
        field(5, field(1, bytes(name)) + field(2, bytes(type)) + field(3, shape) + more)
    }

    private func parameter(_ name: String, _ value: [UInt8]) -> [UInt8] {
        field(1, bytes(name)) + field(2, value)
    }

    private let one: [UInt8] = [0, 0, 0x80, 0x3F]
    private let two: [UInt8] = [0, 0, 0, 0x40]
    private var model: [UInt8] { field(1, bytes("m")) }

    private var base: [UInt8] {
        model + input("a", [1]) + input("b", [1]) + field(7, one) + field(7, two)
    }

    @Test func `typed, raw, reordered, named and versioned forms share a digest`() throws {
        let expected = try digest(base)
        let swapped = model + input("b", [1]) + input("a", [1]) + field(7, two) + field(7, one)
        let typed =
            model + input("a", [1], "FP32", field(5, field(6, one)))
            + input("b", [1], "FP32", field(5, [0x35] + two))
        let mixed =
            field(7, one) + field(3, bytes("id")) + input("a", [1]) + field(7, two)
            + input("b", [1]) + field(2, bytes("3")) + model
        #expect(try digest(swapped) == expected)
        #expect(try digest(typed) == expected)
        #expect(try digest(mixed) == expected)
        let json = bytes(
            #"{"inputs":[{"name":"a","shape":[1],"datatype":"FP32","data":[1]},"#
                + #"{"name":"b","shape":[1],"datatype":"FP32","data":[2.0]}]}"#)
        let message = try written {
            try RESTInfer.request(
                json: json.span, model: bytes("m").span, version: nil, into: &$0)
        }
        #expect(try digest(message) == expected)
    }

    @Test func `every part of a question changes the digest`() throws {
        let minusZero: [UInt8] = [0, 0, 0, 0x80]
        let questions: [[UInt8]] = [
            base,
            field(1, bytes("n")) + input("a", [1]) + input("b", [1]) + field(7, one)
                + field(7, two),
            model + input("a", [1]) + input("b", [1]) + field(7, two) + field(7, one),
            model + input("a", [1]) + input("c", [1]) + field(7, one) + field(7, two),
            model + input("a", [1]) + input("b", [1, 1]) + field(7, one) + field(7, two),
            model + input("a", [1]) + input("b", [1], "INT32") + field(7, one) + field(7, two),
            model + input("a", [2]) + field(7, one + two), model + input("a", [1]) + field(7, one),
            base + field(6, field(1, bytes("y"))), base + field(6, field(1, bytes("z"))),
            base + field(6, field(1, bytes("y"))) + field(6, field(1, bytes("z"))),
            base + field(6, field(1, bytes("z"))) + field(6, field(1, bytes("y"))),
            base + field(4, parameter("p", [8, 1])), base + field(4, parameter("p", [8, 0])),
            base + field(4, parameter("p", [16, 1])), base + field(4, parameter("q", [8, 1])),
            base + field(4, parameter("p", [40, 1])), base + field(4, parameter("p", [26, 1, 49])),
            base + field(6, field(1, bytes("y")) + field(2, parameter("p", [8, 1]))),
            model + input("a", [1], "FP32", field(4, parameter("p", [8, 1]))) + input("b", [1])
                + field(7, one) + field(7, two),
            model + input("a", [1]) + field(7, [0, 0, 0, 0]),
            model + input("a", [1]) + field(7, minusZero),
            model + input("a", [1]) + field(7, [0, 0, 0xC0, 0x7F]),
            model + input("a", [1]) + field(7, [1, 0, 0xC0, 0x7F]),
            model + input("a", [2], "BYTES") + field(7, [1, 0, 0, 0, 65, 1, 0, 0, 0, 66]),
            model + input("a", [2], "BYTES") + field(7, [2, 0, 0, 0, 65, 66, 0, 0, 0, 0]),
            model + input("a", []) + field(7, one), model,
        ]
        let digests = try questions.map { try digest($0, ["p", "q"]) }
        #expect(Set(digests).count == questions.count)
    }

    @Test func `parameters share a digest in any order, and only when listed`() throws {
        let p = field(4, parameter("p", [8, 1]))
        let q = field(4, parameter("q", [8, 0]))
        #expect(try digest(base + p + q, ["q", "p"]) == digest(base + q + p, ["p", "q"]))
        #expect(throws: InferFault.self) { try digest(base + p + q, ["p"]) }
        #expect(throws: InferFault.self) { try digest(base + p) }
        let nested = model + input("a", [1], "FP32", p) + field(7, one)
        #expect(throws: InferFault.self) { try digest(nested) }
        let output = base + field(6, field(1, bytes("y")) + field(2, parameter("p", [8, 1])))
        #expect(throws: InferFault.self) { try digest(output) }
    }

    @Test func `what is not understood whole has no digest`() {
        #expect(throws: InferFault.self) { try digest(base + field(99, [1])) }
        #expect(throws: InferFault.self) { try digest(base + [0x0A]) }
        let nested = model + input("a", [1], "FP32", field(9, [])) + field(7, one)
        #expect(throws: InferFault.self) { try digest(nested) }
        let wrongCount = model + input("a", [2], "FP32", field(5, field(6, one)))
        #expect(throws: InferFault.self) { try digest(wrongCount) }
        for message in mutations(of: base, count: 5_000, seed: 2) { _ = try? digest(message) }
    }
}
