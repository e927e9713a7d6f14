// What the gate asks of a head, without making a string of it.

import Policy
import Wire

extension HeaderBlock {
    /// Whether the first field of this name has exactly this value.
    func matches(_ name: HeaderName, _ text: StaticString) -> Bool {
        guard let position = first(name) else { return false }
        return value(position).equals(text)
    }

    /// Whether the first field of this name begins with this text.
    func begins(_ name: HeaderName, _ text: StaticString) -> Bool {
        guard let position = first(name) else { return false }
        return value(position).starts(with: text)
    }

    /// Whether the content type is `application/grpc` or `application/grpc+proto`.
    var isGRPC: Bool {
        guard let position = first(.contentType) else { return false }
        let value = value(position)
        return value.equals("application/grpc") || value.equals("application/grpc+proto")
    }

    /// Whether the content type is JSON, or left out.
    var isJSON: Bool {
        guard let position = first(.contentType) else { return true }
        let value = value(position)
        let end = (0..<value.count).first { value[$0] == UInt8(ascii: ";") } ?? value.count
        return value.extracting(0..<end).equalsIgnoringCase("application/json")
    }

    /// The REST call that method and path mean.
    func restRoute() -> RESTRoute {
        guard let method = first(.method), let path = first(.path) else { return .notFound }
        return RESTRoute.parse(method: value(method), path: value(path))
    }

    /// Appends `grpc-message`, percent-encoded.
    mutating func appendGRPCMessage(_ text: String) {
        var encoded = ByteBuffer()
        PercentEncoding.encodeGRPCMessage(text, into: &encoded)
        append(.grpcMessage, encoded.readable)
    }

    /// Copies the token of a `Bearer` credential (RFC 6750 §2.1); false when it is another scheme.
    func bearerToken(at position: Int, into token: inout ByteBuffer) -> Bool {
        let value = value(position)
        guard value.count > 7, value.extracting(0..<7).equalsIgnoringCase("bearer ") else {
            return false
        }
        token.append(value.extracting(7..<value.count))
        return true
    }
}
