// Bad input: gRPC calls that a standard worker might read otherwise than the gate does.
import Foundation
import Testing

extension Promises {
    @Suite struct `A bad gRPC call is refused` {
        let house: House

        init() throws { house = try House.shared() }

        private func expect(
            _ call: GRPCCall, _ status: String, code: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let answer = try house.grpc(call, as: .clinician)
            #expect(answer.status == status, "\(answer.message)", sourceLocation: sourceLocation)
            #expect(answer.code == code, "\(answer.message)", sourceLocation: sourceLocation)
            #expect(answer.message.count > 10, sourceLocation: sourceLocation)
            house.expectAudited(answer.decision, code, sourceLocation: sourceLocation)
            try house.expectServing(sourceLocation: sourceLocation)
        }

        @Test func `when it names its model twice`() throws {
            var request = Protobuf.affineRequest()
            request.add(1, "triage")
            try expect(.bytes(request.hex), "INVALID_ARGUMENT", code: "bad_request")
        }

        @Test func `when it names its version twice, or after the tensors`() throws {
            var request = Protobuf.affineRequest()
            request.add(2, "1")
            request.add(2, "2")
            try expect(.bytes(request.hex), "INVALID_ARGUMENT", code: "bad_request")
        }

        @Test func `when it has two ids`() throws {
            var request = Protobuf.affineRequest()
            request.add(3, "a")
            request.add(3, "b")
            try expect(.bytes(request.hex), "INVALID_ARGUMENT", code: "bad_request")
        }

        @Test func `when it is not protobuf`() throws {
            try expect(.bytes("ffffffffffffffffffffffff"), "INVALID_ARGUMENT", code: "bad_request")
        }

        @Test func `when a field is cut short`() throws {
            let request = Protobuf.affineRequest().hex
            try expect(.bytes(String(request.dropLast(8))), "INVALID_ARGUMENT", code: "bad_request")
        }

        @Test func `when it names no model`() throws {
            try expect(.bytes(""), "INVALID_ARGUMENT", code: "bad_request")
        }

        @Test(arguments: ["../etc/passwd", "a b", "", String(repeating: "m", count: 129)])
        func `when its model's name is none`(name: String) throws {
            let request = Protobuf.affineRequest(model: name)
            try expect(.bytes(request.hex), "INVALID_ARGUMENT", code: "bad_request")
        }

        @Test func `when it wants shared memory`() throws {
            let call = GRPCCall.infer(
                "affine", "x", [1, 4], [1, 2, 3, 4],
                parameters: ["shared_memory_region": "region"])
            try expect(call, "INVALID_ARGUMENT", code: "bad_request")
        }

        @Test func `when it is compressed`() throws {
            let seen = try ended([.headers(1, try house.grpcHead()), .data(1, "010000000100")])
            let head = seen.last { $0.headers["grpc-status"] != nil }?.headers ?? [:]
            #expect(head["grpc-status"] == "12", "\(seen)")
            #expect(head["grpc-accept-encoding"] == "identity", "\(seen)")
        }

        @Test func `when it has two messages`() throws {
            let call = GRPCCall.affine([1, 2, 3, 4]).with("messages", 2)
            let answer = try house.grpc(call, as: .clinician)
            #expect(["INVALID_ARGUMENT", "UNIMPLEMENTED"].contains(answer.status))
            try house.expectServing()
        }

        @Test func `when it has no message`() throws {
            let call = GRPCCall.affine([1, 2, 3, 4]).with("messages", 0)
            let answer = try house.grpc(call, as: .clinician)
            #expect(["INVALID_ARGUMENT", "UNIMPLEMENTED"].contains(answer.status))
            try house.expectServing()
        }

        @Test(arguments: [
            "/inference.GRPCInferenceService/RepositoryModelUnload",
            "/inference.GRPCInferenceService/ModelInferX", "/grpc.other.Service/Call",
        ])
        func `when its method is not among those that pass`(method: String) throws {
            try expect(.bytes("", method: method), "UNIMPLEMENTED", code: "unsupported")
        }

        /// Answers of streams that were sent frame by frame.
        private func ended(_ frames: [Frame]) throws -> [SeenFrame] {
            let seen = try house.frames(frames).filter { $0.stream == 1 }
            try house.expectServing()
            return seen
        }

        @Test func `when its frame is cut short`() throws {
            let seen = try ended([
                .headers(1, try house.grpcHead()), .data(1, "000000ffff0a06616666696e65"),
            ])
            let status = seen.compactMap { $0.headers["grpc-status"] }.last
            #expect(status == "3", "\(seen)")
        }

        @Test func `when its frame's head is cut short`() throws {
            let seen = try ended([.headers(1, try house.grpcHead()), .data(1, "000000")])
            #expect(seen.compactMap { $0.headers["grpc-status"] }.last == "3", "\(seen)")
        }

        @Test func `when its frame says four gigabytes`() throws {
            let seen = try ended([
                .headers(1, try house.grpcHead()),
                .data(1, "00ffffffff0a06616666696e65", endStream: false),
            ])
            #expect(seen.compactMap { $0.headers["grpc-status"] }.last == "8", "\(seen)")
        }

        @Test func `when its content type is another`() throws {
            let seen = try ended([
                .headers(1, try house.grpcHead(change: ["content-type": "text/plain"])),
                .data(1, "0000000000"),
            ])
            #expect(seen.compactMap { $0.headers[":status"] }.last == "415", "\(seen)")
        }

        @Test func `when its time is up, and says so`() throws {
            let house = try House(HousePlan.scripted(seconds: 3))
            let answer = try house.grpc(
                GRPCCall.affine([1, 2, 3, 4]).with("timeout", 0.5), as: .clinician)
            #expect(answer.status == "DEADLINE_EXCEEDED")
            try house.expectServing()
        }
    }
}
