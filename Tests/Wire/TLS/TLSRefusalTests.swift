// Bytes that are not TLS, cut short or changed on the way.

import Testing
import Wire

@Suite struct `TLS under bad input` {
    @Test(arguments: ["GET / HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u{0}\u{0}"])
    func `plain text is refused`(_ words: String) throws {
        let server = try TLSConnection(TLSPair.serverContext())
        server.inbound.append(utf8: words)
        for _ in 0..<3 { server.inbound.append("more that is no record at all") }
        guard case .failed(let fault) = server.handshake() else {
            Issue.record("not refused")
            return
        }
        #expect(fault.reason == .protocolError)
        guard case .failed(fault) = server.handshake() else {
            Issue.record("the fault was forgotten")
            return
        }
    }

    @Test func `a hello that is cut short only waits`() throws {
        let client = try TLSConnection(TLSPair.clientContext("client"))
        _ = client.handshake()
        let hello = array(client.outbound)
        for length in stride(from: 0, to: hello.count, by: 7) {
            let server = try TLSConnection(TLSPair.serverContext())
            server.inbound.append(hello.span.extracting(first: length))
            guard case .wantsInput = server.handshake() else {
                Issue.record("not waiting after \(length) bytes")
                return
            }
            #expect(server.outbound.count == 0)
        }
    }

    @Test func `a record changed on the way ends the connection, and the bytes before it count`()
        throws
    {
        let pair = try TLSPair(
            client: TLSPair.clientContext("client"), server: TLSPair.serverContext())
        pair.run()
        var message = ByteBuffer()
        message.append("first")
        _ = pair.client.write(message)
        pair.server.inbound.moveBytes(from: &pair.client.outbound, atMost: .max)
        _ = pair.client.write(message)
        var changed = array(pair.client.outbound)
        changed[changed.count - 1] ^= 1
        pair.server.inbound.append(changed.span)
        var plaintext = ByteBuffer()
        guard case .bytes(5) = pair.server.read(into: &plaintext, atMost: 100) else {
            Issue.record("the good record was lost")
            return
        }
        guard case .failed(let fault) = pair.server.read(into: &plaintext, atMost: 100) else {
            Issue.record("the changed record was taken")
            return
        }
        #expect(fault.reason == .protocolError)
        #expect(pair.server.outbound.count > 0)
        guard case .failed = pair.server.write(message) else {
            Issue.record("written after a fault")
            return
        }
    }

    @Test(arguments: 0..<30)
    func `a server survives mutated handshakes`(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let serverContext = try TLSPair.serverContext()
        let clientContext = try TLSPair.clientContext("client")
        for _ in 0..<5 {
            let client = try TLSConnection(clientContext)
            let server = try TLSConnection(serverContext)
            for _ in 0..<4 {
                _ = client.handshake()
                var bytes = array(client.outbound)
                client.outbound.clear()
                if !bytes.isEmpty, Bool.random(using: &random) {
                    let index = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[index] = UInt8.random(in: 0...255, using: &random)
                }
                server.inbound.append(bytes.span)
                _ = server.handshake()
                var plaintext = ByteBuffer()
                _ = server.read(into: &plaintext, atMost: 100)
                client.inbound.moveBytes(from: &server.outbound, atMost: .max)
            }
            if server.peerCertificate() != nil {
                #expect(server.peerCertificate()?.commonName == "ward-app")
            }
        }
    }

    @Test func `settings that cannot be used say what is wrong`() throws {
        let files = TestCertificates.shared
        var settings = TLSSettings(
            role: .server, certificateChainPEM: files.pem("gate.pem"),
            privateKeyPEM: files.pem("gate.key"),
            trustedAuthoritiesPEM: [files.pem("callers.pem")])
        settings.privateKeyPEM = files.pem("client.key")
        #expect(refusal(settings)?.contains("private key") == true)
        settings.privateKeyPEM = []
        #expect(refusal(settings)?.contains("private key") == true)
        settings.privateKeyPEM = files.pem("gate.key")
        settings.trustedAuthoritiesPEM = [files.pem("callers.pem"), bytes("nothing")]
        #expect(refusal(settings)?.contains("authorities, file 2") == true)
        settings.trustedAuthoritiesPEM = []
        #expect(refusal(settings)?.contains("authorities") == true)
        settings.trustedAuthoritiesPEM = [files.pem("callers.pem")]
        settings.certificateChainPEM = Array(files.pem("gate.pem").dropLast(200))
        #expect(refusal(settings)?.contains("certificate") == true)
        settings.certificateChainPEM = files.pem("gate.pem")
        #expect(refusal(settings) == nil)
    }

    private func refusal(_ settings: TLSSettings) -> String? {
        do throws(TLSError) {
            _ = try TLSContext(settings)
            return nil
        } catch {
            return error.description
        }
    }
}
