// Promise: every datatype of the Open Inference Protocol passes through REST and back unchanged.
import Foundation
import Testing

/// One tensor's JSON data as sent, and as it must come back.
struct Sent: Sendable, CustomTestStringConvertible {
    let datatype: String
    let data: String
    let back: String

    var testDescription: String { "\(datatype) \(data.prefix(60))" }

    init(_ datatype: String, _ data: String, back: String? = nil) {
        self.datatype = datatype
        self.data = data
        self.back = back ?? data
    }

    static let all: [Sent] = [
        Sent("BOOL", "[true,false,true,false]"),
        Sent("INT8", "[-128,127,0,-1]"), Sent("UINT8", "[0,255,1,2]"),
        Sent("INT16", "[-32768,32767,0,-1]"), Sent("UINT16", "[0,65535,1,2]"),
        Sent("INT32", "[-2147483648,2147483647,0,-1]"), Sent("UINT32", "[0,4294967295,1,2]"),
        Sent("INT64", "[-9223372036854775808,9223372036854775807,9007199254740993,0]"),
        Sent("UINT64", "[18446744073709551615,0,1,9007199254740993]"),
        Sent("FP16", "[1.5,-2,65504,0.25]"), Sent("BF16", "[1.5,-2,0.25,0]"),
        Sent("FP32", "[1.5,-2.25,16777216,0.1]"),
        Sent(
            "FP64", "[0.1,-1e300,5e-324,9007199254740993]",
            back: "[0.1,-1e300,5e-324,9007199254740992]"),
        Sent("FP64", #"["NaN","Infinity","-Infinity",0]"#),
        Sent("BYTES", #"["","a","\u00e9\u4e2d","\ud83d\ude00 \" \\ \n"]"#),
        Sent("INT32", "[[1,2],[3,4]]", back: "[1,2,3,4]"),
    ]
}

extension Promises {
    @Suite struct `Over REST and back` {
        /// The house of the scripted worker's echo, made once for the table.
        private static let house = Result {
            try House(HousePlan.scripted(seconds: 0, models: ["echo", "affine", "moody"]))
        }

        @Test(arguments: Sent.all)
        func `a tensor is unchanged`(sent: Sent) throws {
            let house = try Self.house.get()
            let shape = sent.data.hasPrefix("[[") ? "[2,2]" : "[4]"
            let body = InferBody(
                #"{"id":"q","inputs":[{"name":"t","shape":\#(shape),"datatype":"\#(sent.datatype)","#
                    + #""data":\#(sent.data)}]}"#)
            let answer = try house.infer("echo", body, as: .clinician)
            #expect(answer.status == 200, "\(answer.body)")
            #expect(answer.json["id"] as? String == "q")
            let output = (answer.json["outputs"] as? [[String: Any]])?.first ?? [:]
            #expect(output["datatype"] as? String == sent.datatype)
            let expected = try JSONSerialization.jsonObject(with: Data(sent.back.utf8)) as? NSArray
            #expect(output["data"] as? NSArray == expected, "\(answer.body)")
        }

        @Test func `a tensor of no elements is unchanged`() throws {
            let body = InferBody(
                #"{"inputs":[{"name":"t","shape":[0,4],"datatype":"FP32","data":[]}]}"#)
            let answer = try Self.house.get().infer("echo", body, as: .clinician)
            #expect(answer.status == 200, "\(answer.body)")
        }

        @Test(arguments: [
            (3, "INVALID_ARGUMENT", [400]), (5, "NOT_FOUND", [404, 502]),
            (8, "RESOURCE_EXHAUSTED", [429, 502, 503]), (12, "UNIMPLEMENTED", [501, 502]),
            (13, "INTERNAL", [500, 502]), (14, "UNAVAILABLE", [502, 503]),
        ])
        func `a worker's error has its status`(number: Int, name: String, statuses: [Int]) throws {
            let house = try Self.house.get()
            let x = [Double(number), 0, 0, 0]
            let rest = try house.infer("moody", .affine(x), as: .clinician)
            #expect(statuses.contains(rest.status), "\(rest.status) \(rest.body)")
            #expect(rest.error.count > 5, "\(rest.body)")
            let grpc = try house.grpc(.affine(x, model: "moody"), as: .clinician)
            #expect(grpc.status == name, "\(grpc.message)")
            // UNAVAILABLE is tried again elsewhere, and then the gate speaks for itself.
            let words = name == "UNAVAILABLE" ? "worker failed" : "the worker's own words"
            #expect(grpc.message.contains(words), "\(grpc.message)")
            try house.expectServing()
        }
    }
}
