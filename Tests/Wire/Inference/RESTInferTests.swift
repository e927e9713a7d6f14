// The REST form of inference, both ways, for every datatype.

import Testing

@testable import Wire

struct RESTInferTests {
    /// The message that a JSON body means, or the refusal.
    private func transcode(_ json: [UInt8]) -> Result<[UInt8], InferFault> {
        var message = ByteBuffer()
        do throws(InferFault) {
            try RESTInfer.request(
                json: json.span, model: bytes("digits").span, version: nil, into: &message)
            return .success(array(message.readable))
        } catch {
            let isEmpty = message.isEmpty
            #expect(isEmpty)
            return .failure(error)
        }
    }

    private func refusal(_ json: String) -> String {
        switch transcode(bytes(json)) {
        case .success: "accepted"
        case .failure(let fault): fault.text
        }
    }

    private static func tensor(_ type: String, _ shape: String, _ data: String) -> String {
        #"{"inputs":[{"name":"x","datatype":"\#(type)","shape":\#(shape),"data":\#(data)}]}"#
    }

    /// The raw elements that a tensor's JSON data mean.
    private func raw(_ type: String, _ shape: String, _ data: String) throws -> [UInt8] {
        let message = try transcode(bytes(Self.tensor(type, shape, data))).get()
        var index = InferMessage()
        try index.parse(message.span, as: .request)
        return try written { out in
            try index.appendRawData(of: index.tensors[0], in: message.span, to: &out)
        }
    }

    /// The JSON of a response that holds one output.
    private func answer(_ type: Datatype, _ shape: [Int64], _ raw: [UInt8]) throws -> String {
        let message = written {
            InferMessages.appendModelName(bytes("digits").span, into: &$0)
            InferMessages.appendTensor(
                name: bytes("y").span, datatype: type, shape: shape.span, into: &$0)
            InferMessages.appendRawOutput(raw.span, into: &$0)
        }
        return text(try written { try RESTInfer.response(message: message.span, into: &$0) })
    }

    @Test(
        arguments: [
            ("BOOL", "[2]", "[true,false]", [1, 0]),
            ("INT8", "[3]", "[-128,127,-0]", [0x80, 0x7F, 0]),
            ("INT16", "[2]", "[-32768,258]", [0, 0x80, 2, 1]),
            ("INT32", "[1]", "[-2147483648]", [0, 0, 0, 0x80]),
            ("INT64", "[1]", "[-9223372036854775808]", [0, 0, 0, 0, 0, 0, 0, 0x80]),
            ("INT64", "[1]", "[9007199254740993]", [1, 0, 0, 0, 0, 0, 0x20, 0]),
            ("UINT8", "[1]", "[255]", [255]), ("UINT16", "[1]", "[65535]", [255, 255]),
            ("UINT32", "[1]", "[4294967295]", [255, 255, 255, 255]),
            ("UINT64", "[1]", "[18446744073709551615]", [UInt8](repeating: 255, count: 8)),
            ("FP16", "[2]", "[1.0,-2]", [0, 0x3C, 0, 0xC0]),
            ("BF16", "[2]", "[1.0,-2]", [0x80, 0x3F, 0, 0xC0]),
            ("FP32", "[1]", "[1.5]", [0, 0, 0xC0, 0x3F]),
            ("FP64", "[1]", "[1.5]", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F]),
            (
                "BYTES", "[2]", #"["hi","\u00e9\ud83d\ude00"]"#,
                [2, 0, 0, 0, 104, 105, 6, 0, 0, 0, 0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80]
            ),
            ("UINT8", "[2,3]", "[[1,2,3],[4,5,6]]", [1, 2, 3, 4, 5, 6]),
            ("UINT8", "[2,3]", " [ 1 , 2\n,3,4,5,6 ] ", [1, 2, 3, 4, 5, 6]),
            ("UINT8", "[]", "[7]", [7]), ("UINT8", "[0]", "[]", []),
            ("UINT8", "[2,0]", "[[],[]]", []),
            ("UINT8", "[2,0]", "[]", []), ("BYTES", "[1,1]", #"[["a"]]"#, [1, 0, 0, 0, 97]),
        ] as [(String, String, String, [UInt8])])
    func `every datatype is read exactly`(
        type: String, shape: String, data: String, expected: [UInt8]
    ) throws {
        #expect(try raw(type, shape, data) == expected)
    }

    @Test(
        arguments: [
            (.bool, [1, 0], "true,false"), (.int8, [0x80, 0x7F], "-128,127"),
            (.int16, [0, 0x80], "-32768"), (.int32, [0, 0, 0, 0x80], "-2147483648"),
            (.int64, [0, 0, 0, 0, 0, 0, 0, 0x80], "-9223372036854775808"), (.uint8, [255], "255"),
            (.uint16, [255, 255], "65535"), (.uint32, [255, 255, 255, 255], "4294967295"),
            (.uint64, [UInt8](repeating: 255, count: 8), "18446744073709551615"),
            (.fp16, [0x66, 0x2E, 0, 0x7C, 1, 0x7C], #"0.1,"Infinity","NaN""#),
            (.bf16, [0x80, 0x3F, 0x80, 0xFF], #"1.0,"-Infinity""#),
            (.fp32, [0xCD, 0xCC, 0xCC, 0x3D, 0, 0, 0, 0x80], "0.1,-0.0"),
            (.fp64, [0x9A, 0x99, 0x99, 0x99, 0x99, 0x99, 0xB9, 0x3F], "0.1"),
            (.bytes, [3, 0, 0, 0, 0xC3, 0xA9, 34, 0, 0, 0, 0], "\"\u{e9}\\\"\",\"\""),
        ] as [(Datatype, [UInt8], String)])
    func `every datatype is written so that it reads back`(
        type: Datatype, raw: [UInt8], expected: String
    ) throws {
        let count = type == .bytes ? 2 : raw.count / type.byteWidth
        let json = try answer(type, [Int64(count)], raw)
        #expect(
            json == #"{"model_name":"digits","outputs":[{"name":"y","datatype":"\#(type.name)","#
                + #""shape":[\#(count)],"data":[\#(expected)]}]}"#)
    }

    @Test func `the words for what JSON numbers cannot say are read`() throws {
        let words = #"["NaN","Infinity","-Infinity"]"#
        #expect(
            try raw("FP32", "[3]", words) == [0, 0, 0xC0, 0x7F, 0, 0, 0x80, 0x7F, 0, 0, 0x80, 0xFF])
        #expect(try raw("FP16", "[3]", words) == [0, 0x7E, 0, 0x7C, 0, 0xFC])
        #expect(try raw("BF16", "[3]", words) == [0xC0, 0x7F, 0x80, 0x7F, 0x80, 0xFF])
        #expect(try raw("FP64", "[1]", #"["NaN"]"#) == [0, 0, 0, 0, 0, 0, 0xF8, 0x7F])
    }

    @Test func `members may come in any order`() throws {
        let json = #"""
            {"outputs":[{"name":"y","parameters":{"classification":3}}],
             "inputs":[{"data":[[1],[2]],"parameters":{"p":"q"},"shape":[2,1],"name":"a\u0062",
                        "datatype":"INT16"},{"datatype":"BYTES","data":["z"],"shape":[1],"name":"c"}],
             "parameters":{"priority":1,"ratio":0.5,"on":true,"off":false,"big":18446744073709551615},
             "id":"r-\"1"}
            """#
        let message = try transcode(bytes(json)).get()
        var index = InferMessage()
        try index.parse(message.span, as: .request)
        #expect(index.tensors.map { text(Array(message[$0.name])) } == ["ab", "c"])
        #expect(text(Array(message[index.id])) == "r-\"1")
        #expect(
            index.parameters.map { $0.value } == [
                .int64(1), .double(0.5), .bool(true), .bool(false), .uint64(.max),
            ])
        #expect(index.requestedOutputs.count == 1)
        #expect(index.nestedParameters.count == 2)
        let data = try written { out in
            try index.appendRawData(of: index.tensors[0], in: message.span, to: &out)
        }
        #expect(data == [1, 0, 2, 0])
    }

    @Test func `a version is named where one is given`() throws {
        let json = bytes(Self.tensor("UINT8", "[1]", "[1]"))
        let message = try written { out in
            try RESTInfer.request(
                json: json.span, model: bytes("m").span, version: bytes("2").span, into: &out)
        }
        #expect(message.starts(with: [10, 1, 109, 18, 1, 50]))
    }

    /// Bodies that are wrong, and words that the refusal says.
    static let wrongBodies: [(String, String)] = [
        ("", "ends too early"), ("[]", "a JSON object is expected"),
        ("{}", "inputs is missing"), (#"{"inputs":[]} x"#, "something follows"),
        (#"{"inputs":[],"inputs":[]}"#, "\"inputs\" is given twice"),
        (#"{"inputs":[],"\u0069nputs":[]}"#, "is given twice"),
        (#"{"input":[]}"#, "member \"input\" is not known: a request has id"),
        (#"{"inputs":[{}]}"#, "tensor number 1 has no datatype"),
        (#"{"inputs":[{"name":"x","datatype":"FP32","shape":[1]}]}"#, "\"x\" has no data"),
        (#"{"inputs":[{"name":"x","datatype":"FP32","data":[1]}]}"#, "\"x\" has no shape"),
        (#"{"inputs":[{"datatype":"FP32","shape":[1],"data":[1]}]}"#, "has no name"),
        (tensor("FLOAT", "[1]", "[1]"), "has datatype \"FLOAT\": use one of BOOL"),
        (tensor("FP32", "[-1]", "[1]"), "integers of zero or more"),
        (tensor("FP32", "[1.0]", "[1]"), "integers of zero or more"),
        (tensor("FP32", "[4611686018427387904,4]", "[1]"), "overflows 64 bits"),
        (tensor("FP32", "[99999999999999999999]", "[1]"), "integers of zero or more"),
        (tensor("FP32", "[1000000]", "[1]"), "more than the body holds"),
        (tensor("FP32", "[2]", "[1]"), "has 1 elements in data, and shape [2] needs 2"),
        (tensor("FP32", "[1]", "[1,2]"), "has 2 elements in data"),
        (tensor("FP32", "[1]", "[NaN]"), "bare NaN"), (tensor("FP32", "[1]", "[nan]"), "NaN"),
        (tensor("FP32", "[1]", "[Infinity]"), "bare NaN"),
        (tensor("FP32", "[1]", "[1e39]"), "\"1e39\": out of the range of FP32"),
        (tensor("FP16", "[1]", "[65520]"), "out of the range of FP16"),
        (
            tensor("FP32", "[1]", #"["1"]"#),
            "element 0 of data which is the string \"1\": send a number"
        ),
        (tensor("FP32", "[1]", "[null]"), "which is \"null\": send a number"),
        (tensor("FP32", "[1]", "[01]"), "begins with 0"),
        (tensor("FP32", "[1]", "[1.]"), "no digit after its point"),
        (tensor("FP32", "[1]", "[1e]"), "no digit in its exponent"),
        (tensor("FP32", "[1]", "[-]"), "JSON value is expected"),
        (tensor("FP32", "[1]", "[+1]"), "JSON value is expected"),
        (tensor("FP32", "[1]", "[.5]"), "JSON value is expected"),
        (tensor("FP32", "[1]", "[1,]"), "JSON value is expected"),
        (tensor("FP32", "[1]", "[1 2]"), "a comma or an end"),
        (tensor("INT8", "[1]", "[128]"), "\"128\": out of the range of INT8"),
        (tensor("INT32", "[1]", "[1.0]"), "takes integers without a fraction"),
        (tensor("INT64", "[1]", "[9223372036854775808]"), "out of the range of INT64"),
        (tensor("UINT64", "[1]", "[18446744073709551616]"), "out of the range of UINT64"),
        (tensor("UINT8", "[1]", "[-1]"), "out of the range of UINT8"),
        (tensor("BOOL", "[1]", "[1]"), "BOOL takes true or false"),
        (tensor("BYTES", "[1]", "[1]"), "BYTES are strings"),
        (tensor("BYTES", "[1]", #"["\ud800"]"#), "surrogate"),
        (tensor("BYTES", "[1]", "[\"a\nb\"]"), "control character"),
        (tensor("UINT8", "[2,2]", "[[1,2,3],[4]]"), "an array of 3 in data at depth 2"),
        (tensor("UINT8", "[2,2]", "[[1,2]]"), "an array of 1 in data at depth 1"),
        (tensor("UINT8", "[4]", "[[1,2],[3,4]]"), "nested 2 deep"),
        (tensor("UINT8", "[2,2,1]", "[[1,2],[3,4]]"), "nested 2 deep"),
        (tensor("UINT8", "[2]", "[1,[2]]"), "an array beside elements"),
        (tensor("UINT8", "[2,1]", "[[1],2]"), "an array for data is expected"),
        (tensor("UINT8", "[1]", String(repeating: "[", count: 40)), "nested deeper than 16"),
        (#"{"inputs":[],"parameters":{"binary_data_output":true}}"#, "binary tensor extension"),
        (#"{"inputs":[],"parameters":{"shared_memory_region":"a"}}"#, "shared_memory"),
        (#"{"inputs":[],"parameters":{"a":null}}"#, "\"a\" is a string, a number"),
        (#"{"inputs":[],"parameters":{"a":1e999}}"#, "out of range"),
        (#"{"inputs":[],"parameters":{"a":1,"a":2}}"#, "\"a\" is given twice"),
        (#"{"inputs":[],"id":5}"#, "a string for id"),
        (#"{"inputs":[],"outputs":[{"name":"y"},{"name":"y"}]}"#, "\"y\" is given twice"),
    ]

    @Test(arguments: wrongBodies)
    func `what is wrong is named, with what to do`(json: String, expected: String) {
        let found = refusal(json)
        #expect(found.contains(expected), "\(json): \(found)")
        #expect(found.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
    }

    @Test func `what is not UTF-8 is refused`() {
        guard case .failure = transcode([0x22, 0xFF, 0x22]) else {
            Issue.record("bytes that are not UTF-8 were taken")
            return
        }
    }

    @Test func `an answer that JSON cannot carry says to use gRPC`() throws {
        let fault = #expect(throws: InferFault.self) {
            try answer(.bytes, [1], [1, 0, 0, 0, 0xFF])
        }
        #expect(fault?.kind == .notRepresentable)
        #expect(fault?.text.contains("gRPC") == true)
        let short = #expect(throws: InferFault.self) { try answer(.fp32, [2], [0]) }
        #expect(short?.kind == .badAnswer)
    }

    @Test func `typed contents and parameters of an answer are written`() throws {
        func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
            written { ProtobufWriter.bytes(number, content.span, into: &$0) }
        }
        let tensor = field(1, bytes("y")) + field(2, bytes("INT64")) + field(3, [2])
        let parameter = field(4, field(1, bytes("p")) + field(2, field(3, bytes("q"))))
        let message =
            field(1, bytes("m")) + field(2, bytes("1")) + field(3, bytes("r")) + parameter
            + field(5, tensor + parameter + field(5, field(3, [1, 2])))
        let json = try written { try RESTInfer.response(message: message.span, into: &$0) }
        #expect(
            text(json) == #"{"model_name":"m","model_version":"1","id":"r","parameters":{"p":"q"},"#
                + #""outputs":[{"name":"y","datatype":"INT64","shape":[2],"parameters":{"p":"q"},"#
                + #""data":[1,2]}]}"#)
    }

    @Test func `metadata and readiness are written`() throws {
        let model = ModelMetadata(
            name: "digits", versions: ["1"], platform: "onnx",
            inputs: [TensorMetadata(name: "x", datatype: "FP32", shape: [-1, 64])], outputs: [])
        let message = written { model.write(into: &$0) }
        let json = try written { try RESTInfer.metadata(message: message.span, into: &$0) }
        #expect(
            text(json) == #"{"name":"digits","versions":["1"],"platform":"onnx","inputs":[{"name":"#
                + #""x","datatype":"FP32","shape":[-1,64]}],"outputs":[]}"#)
        let ready = try written { try RESTInfer.ready(message: [8, 1].span, into: &$0) }
        #expect(text(ready) == #"{"ready":true}"#)
    }

    @Test func `any bytes are transcoded or refused`() {
        let good = bytes(
            #"{"id":"1","parameters":{"a":1.5e3},"inputs":[{"name":"x","shape":[2,2],"datatype":"#
                + #""FP32","data":[[1.25,-2e-3],["NaN",4]]},{"data":["\u00e9"],"name":"b","shape":"#
                + #"[1],"datatype":"BYTES"}],"outputs":[{"name":"y"}]}"#)
        if case .failure(let fault) = transcode(good) { Issue.record("\(fault.text)") }
        var index = InferMessage()
        for json in mutations(of: good, count: 20_000, seed: 21) {
            // What is taken must be a message that the strict reader takes too.
            guard case .success(let message) = transcode(json) else { continue }
            #expect(throws: Never.self) { try index.parse(message.span, as: .request) }
        }
    }

    @Test func `any answer is transcoded or refused`() throws {
        let message = written {
            InferMessages.appendModelName(bytes("m").span, into: &$0)
            InferMessages.appendTensor(
                name: bytes("y").span, datatype: .bytes, shape: ([2] as [Int64]).span, into: &$0)
            InferMessages.appendRawOutput([1, 0, 0, 0, 65, 1, 0, 0, 0, 66].span, into: &$0)
        }
        for answer in mutations(of: message, count: 20_000, seed: 4) {
            var json = ByteBuffer()
            try? RESTInfer.response(message: answer.span, into: &json)
            try? RESTInfer.metadata(message: answer.span, into: &json)
        }
    }
}
