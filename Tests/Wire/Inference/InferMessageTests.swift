// The strict index of inference messages, and the raw form of typed contents.

import Testing

@testable import Wire

struct InferMessageTests {
    private func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        written { ProtobufWriter.bytes(number, content.span, into: &$0) }
    }

    private func tensor(
        _ name: String = "x", _ type: String = "FP32", _ shape: [UInt8] = [2], _ more: [UInt8] = []
    ) -> [UInt8] {
        field(5, field(1, bytes(name)) + field(2, bytes(type)) + field(3, shape) + more)
    }

    private var model: [UInt8] { field(1, bytes("digits")) }

    private func refusal(
        _ message: [UInt8], as role: InferMessage.Role = .request
    ) -> InferFault? {
        do throws(InferFault) {
            var index = InferMessage()
            try index.parse(message.span, as: role)
            var out = ByteBuffer()
            for tensor in index.tensors {
                try index.appendRawData(of: tensor, in: message.span, to: &out)
            }
            return nil
        } catch {
            return error
        }
    }

    @Test func `a written request is read back without copies`() throws {
        let raw: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        let message = written {
            InferMessages.appendModelName(bytes("digits").span, into: &$0)
            InferMessages.appendID(bytes("r-1").span, into: &$0)
            InferMessages.appendTensor(
                name: bytes("x").span, datatype: .fp32, shape: ([1, 2] as [Int64]).span, into: &$0)
            InferMessages.appendRequestedOutput(name: bytes("y").span, into: &$0)
            InferMessages.appendRawInput(raw.span, into: &$0)
            InferMessages.appendModelVersion(bytes("12").span, into: &$0)
        }
        var index = InferMessage()
        try index.parse(message.span, as: .request)
        #expect(Array(message[index.modelName]) == bytes("digits"))
        #expect(Array(message[index.modelVersion]) == bytes("12"))
        #expect(Array(message[index.id]) == bytes("r-1"))
        let tensor = try #require(index.tensors.first)
        #expect(Array(message[tensor.name]) == bytes("x"))
        #expect(tensor.datatype == .fp32)
        #expect(Array(index.dimensions[tensor.shape]) == [1, 2])
        #expect(tensor.elementCount == 2)
        #expect(index.requestedOutputs.count == 1)
        #expect(!index.hasUnknownFields)
        let data = try written { out in
            try index.appendRawData(of: tensor, in: message.span, to: &out)
        }
        #expect(data == raw)
        #expect(InferMessages.modelVersionFieldLength(bytes("12").span) == 4)
    }

    @Test func `typed contents become the raw form`() throws {
        let cases: [(String, [UInt8], [UInt8], [UInt8])] = [
            ("BOOL", [2], field(1, [1, 0]), [1, 0]),
            (
                "INT8", [2],
                field(2, [5] + [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
                [5, 255]
            ),
            ("INT16", [1], field(2, [0x80, 0x02]), [0, 1]),
            ("INT32", [1], [0x10, 7], [7, 0, 0, 0]),
            ("INT64", [1], field(3, [7]), [7, 0, 0, 0, 0, 0, 0, 0]),
            ("UINT8", [1], field(4, [0xFF, 1]), [255]),
            ("UINT16", [1], field(4, [0xFF, 1]), [255, 0]),
            ("UINT32", [2], field(4, [1]) + [0x20, 2], [1, 0, 0, 0, 2, 0, 0, 0]),
            ("UINT64", [1], field(5, [9]), [9, 0, 0, 0, 0, 0, 0, 0]),
            ("FP32", [2], field(6, [1, 2, 3, 4]) + [0x35, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8]),
            ("FP64", [1], [0x39, 1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8]),
            (
                "BYTES", [2], field(8, bytes("hi")) + field(8, []),
                [2, 0, 0, 0, 104, 105, 0, 0, 0, 0]
            ),
        ]
        for (type, shape, contents, expected) in cases {
            let message = model + tensor("x", type, shape, field(5, contents))
            var index = InferMessage()
            try index.parse(message.span, as: .request)
            let raw = try written { out in
                try index.appendRawData(of: index.tensors[0], in: message.span, to: &out)
            }
            #expect(raw == expected, "\(type)")
        }
    }

    @Test func `what two readers could read in two ways is refused`() {
        let raw = field(7, [UInt8](repeating: 0, count: 8))
        let parameter = field(4, field(1, bytes("p")) + field(2, [0x08, 1]))
        #expect(refusal(model + tensor() + raw + parameter) == nil)
        let bad: [([UInt8], String)] = [
            (model + model, "model_name is given twice"),
            (tensor() + raw, "model_name is missing"),
            (model + tensor(), "has no data"),
            (model + tensor() + raw + raw, "2 entries and there are 1 tensors"),
            (model + tensor() + field(7, [0]), "has 1 bytes of raw data, and shape [2] of FP32"),
            (model + tensor() + tensor() + raw + raw, "\"x\" is given twice"),
            (model + tensor("x", "FLOAT") + raw, "has datatype \"FLOAT\": use one of BOOL"),
            (model + tensor("") + raw, "has no name"),
            (model + tensor("x", "FP32", [2], field(1, bytes("y"))) + raw, "given twice"),
            (model + tensor("x", "FP32", [2], field(5, [])) + raw, "send one of them"),
            (model + tensor("x", "FP32", [UInt8](repeating: 1, count: 17)), "more than 16"),
            (model + parameter + parameter, "parameter \"p\" is given twice"),
            (model + field(4, field(1, bytes("p"))), "has no value"),
            (model + field(4, field(1, bytes("p")) + field(2, [8, 1, 16, 1])), "two values"),
            (model + field(4, field(1, bytes("shared_memory_x")) + field(2, [8, 1])), "shared"),
            (model + field(6, []), "a requested output has no name"),
            (model + field(6, field(1, bytes("y"))) + field(6, field(1, bytes("y"))), "twice"),
            (model + [0x28, 1], "wire type"), (model + [0x2B], "no valid field"),
            (model + field(3, [0xC0, 0x80]), "not UTF-8"),
        ]
        for (message, expected) in bad {
            let text = refusal(message)?.text ?? "accepted"
            #expect(text.contains(expected), "\(text)")
        }
    }

    @Test func `shapes that overflow or go below zero are refused`() {
        let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
        let minusOne = [UInt8](repeating: 0xFF, count: 9) + [1]
        for (shape, expected) in [
            (huge, "overflows"), (huge + [2], "overflows"),
            (huge + huge + [0], "overflows"), (minusOne, "dimension -1"),
        ] {
            let text = refusal(model + tensor("x", "FP32", shape))?.text ?? "accepted"
            #expect(text.contains(expected), "\(text)")
        }
        #expect(refusal(model + tensor("x", "FP32", [5, 0])) == nil)
        #expect(refusal(model + tensor("x", "FP32", [5, 0]) + field(7, [])) == nil)
    }

    @Test func `typed contents that do not fit are refused`() {
        let bad: [(String, [UInt8], String)] = [
            ("INT8", field(2, [1, 0x80, 1]), "element 1 out of the range of INT8"),
            ("UINT16", field(4, [0x80, 0x80, 4, 1]), "element 0 out of the range"),
            ("FP32", field(6, [1, 2, 3]), "end inside an element"),
            ("FP32", field(6, [1, 2, 3, 4]), "has 1 elements in contents, and shape [2] needs 2"),
            ("FP32", field(7, [1, 2, 3, 4, 5, 6, 7, 8]), "put them into field 6"),
            ("FP16", field(6, [1, 2, 3, 4]), "send it in raw_input_contents"),
            ("INT64", field(3, [1, 0x80]), "ends inside a number"),
            ("BOOL", [0x0D, 1, 2, 3, 4], "wire type"),
        ]
        for (type, contents, expected) in bad {
            let text =
                refusal(model + tensor("x", type, [2], field(5, contents)))?.text ?? "accepted"
            #expect(text.contains(expected), "\(text)")
        }
    }

    @Test func `raw BYTES must hold whole elements and as many as the shape says`() {
        let cases: [([UInt8], String?)] = [
            ([1, 0, 0, 0, 7, 0, 0, 0, 0], nil), ([1, 0, 0, 0, 7], "has 1 elements"),
            ([1, 0, 0, 0, 7, 9], "end inside element 1"),
            ([9, 0, 0, 0, 7], "end inside element 0"),
            ([0xFF, 0xFF, 0xFF, 0xFF, 7], "end inside"), ([], "has 0 elements"),
        ]
        for (raw, expected) in cases {
            let text = refusal(model + tensor("x", "BYTES") + field(7, raw))?.text
            if let expected {
                #expect((text ?? "accepted").contains(expected))
            } else {
                #expect(text == nil)
            }
        }
    }

    @Test func `a worker's bad answer is its fault, not the caller's`() {
        #expect(refusal(tensor() + field(6, [0]), as: .response)?.kind == .badAnswer)
        #expect(refusal(model + tensor() + field(7, [0]))?.kind == .invalid)
    }

    @Test func `an answer loses its id and nothing else`() throws {
        let head = model + field(2, bytes("1"))
        let tail = tensor() + field(6, [1, 2, 3, 4, 5, 6, 7, 8])
        let out = try written {
            try InferMessages.appendWithoutID((head + field(3, bytes("r")) + tail).span, into: &$0)
        }
        #expect(out == head + tail)
        let same = try written {
            try InferMessages.appendWithoutID((field(3, bytes("r")) + head).span, into: &$0)
        }
        #expect(same == head)
    }

    @Test func `any bytes are read or refused`() {
        let parameter = field(4, field(1, bytes("p")) + field(2, [0x08, 1]))
        let good =
            model + tensor("x", "INT8", [2], field(5, field(2, [1, 2]))) + parameter
            + tensor("b", "BYTES", [1], parameter + field(5, field(8, bytes("hi"))))
            + field(6, field(1, bytes("y")) + field(2, field(1, bytes("q")) + field(2, [8, 1])))
        #expect(refusal(good) == nil)
        for message in mutations(of: good, count: 20_000, seed: 3) {
            _ = refusal(message)
            _ = refusal(message, as: .response)
        }
    }

    @Test func `metadata messages are read back as they were written`() throws {
        let model = ModelMetadata(
            name: "digits", versions: ["1", "2"], platform: "onnxruntime_onnx",
            inputs: [TensorMetadata(name: "x", datatype: "FP32", shape: [-1, 64])],
            outputs: [TensorMetadata(name: "y", datatype: "INT64", shape: [])])
        let message = written { model.write(into: &$0) }
        #expect(try ModelMetadata(parsing: message.span) == model)
        let server = ServerMetadata(name: "portcullis", version: "0.1", extensions: ["a", "b"])
        let other = written { server.write(into: &$0) }
        #expect(try ServerMetadata(parsing: other.span) == server)
        for bad in mutations(of: message, count: 5_000, seed: 8) {
            _ = try? ModelMetadata(parsing: bad.span)
            _ = try? ServerMetadata(parsing: bad.span)
        }
    }

    @Test func `small messages are strict`() throws {
        #expect(written { InferMessages.writeFlag(true, into: &$0) } == [8, 1])
        #expect(written { InferMessages.writeFlag(false, into: &$0) } == [])
        #expect(try InferMessages.readFlag([8, 1].span))
        #expect(try !InferMessages.readFlag([UInt8]().span))
        #expect(throws: InferFault.self) { try InferMessages.readFlag([8].span) }
        #expect(throws: InferFault.self) { try InferMessages.readFlag([8, 1, 8, 0].span) }
        let request = try ModelRequestMessage(parsing: (model + field(2, bytes("3"))).span)
        #expect(written { request.write(into: &$0) } == model + field(2, bytes("3")))
        for bad in [[], model + model, field(1, bytes("a/b")), [0x08, 1]] {
            #expect(throws: InferFault.self) { try ModelRequestMessage(parsing: bad.span) }
        }
    }
}
