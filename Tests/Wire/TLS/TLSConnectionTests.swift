// Mutual TLS in memory: who gets in, who does not, and what is said about it.

import Testing
import Wire

@Suite struct `TLS connection` {
    @Test func `a known client gets in and both sides read what the other wrote`() throws {
        let pair = try TLSPair(
            client: TLSPair.clientContext("client"), server: TLSPair.serverContext())
        pair.run()
        #expect(pair.isComplete)
        #expect(pair.server.negotiatedProtocol == .h2 && pair.client.negotiatedProtocol == .h2)
        #expect(!pair.server.wasResumed)
        let caller = try #require(pair.server.peerCertificate())
        #expect(caller.uriNames == ["spiffe://portcullis.dev/caller/ward-app"])
        #expect(caller.authorityIndex == 0)
        let gate = try #require(pair.client.peerCertificate())
        #expect(gate.uriNames == ["spiffe://portcullis.dev/region/ae-dubai/gate/main"])

        var question = ByteBuffer()
        question.append("question")
        guard case .written(8) = pair.client.write(question) else {
            Issue.record("not written")
            return
        }
        pair.server.inbound.moveBytes(from: &pair.client.outbound, atMost: .max)
        #expect(readText(pair.server) == "question")
        guard case .written(8) = pair.server.write(question) else {
            Issue.record("not written")
            return
        }
        pair.client.inbound.moveBytes(from: &pair.server.outbound, atMost: .max)
        #expect(readText(pair.client) == "question")
    }

    @Test func `a large message crosses whole through small reads`() throws {
        let pair = try TLSPair(
            client: TLSPair.clientContext("client"), server: TLSPair.serverContext())
        pair.run()
        var message = ByteBuffer()
        for number in 0..<30_000 { message.append(decimal: number) }
        let length = message.count
        guard case .written(length) = pair.client.write(message) else {
            Issue.record("not written")
            return
        }
        var received = ByteBuffer()
        while !pair.client.outbound.isEmpty {
            pair.server.inbound.moveBytes(from: &pair.client.outbound, atMost: 1000)
            while case .bytes = pair.server.read(into: &received, atMost: 777) {}
        }
        #expect(text(received) == text(message))
    }

    @Test func `the authority that signed is told`() throws {
        let pair = try TLSPair(
            client: TLSPair.clientContext("partner"), server: TLSPair.serverContext())
        pair.run()
        #expect(pair.server.peerCertificate()?.authorityIndex == 1)
    }

    @Test(arguments: [
        (String?.none, TLSFault.Reason.noCertificate), ("expired", .expired),
        ("stranger", .unknownAuthority), ("serveronly", .other), ("nul", .other),
        ("latin", .other),
    ])
    func `a client that may not get in is refused with an alert`(
        _ name: String?, _ reason: TLSFault.Reason
    ) throws {
        let pair = try TLSPair(client: TLSPair.clientContext(name), server: TLSPair.serverContext())
        pair.run()
        #expect(pair.serverFault?.reason == reason)
        #expect(pair.serverFault?.text.isEmpty == false)
        #expect(pair.server.peerCertificate() == nil)
        // In TLS 1.3 the client learns it from its first read.
        var plaintext = ByteBuffer()
        guard case .failed(let fault) = pair.client.read(into: &plaintext, atMost: 100) else {
            Issue.record("no alert reached the client")
            return
        }
        #expect(fault.reason == .protocolError && fault.text.contains("alert"))
    }

    @Test func `a server of an unknown authority is refused by the client`() throws {
        let pair = try TLSPair(
            client: TLSPair.clientContext("client", trusting: "foreign.pem"),
            server: TLSPair.serverContext())
        pair.run()
        #expect(pair.clientFault?.reason == .unknownAuthority)
        #expect(pair.serverFault?.reason == .protocolError)
    }

    @Test func `one connection's failure does not become another's`() throws {
        let good = try TLSPair(
            client: TLSPair.clientContext("client"), server: TLSPair.serverContext())
        good.run()
        let bad = try TLSPair(client: TLSPair.clientContext(nil), server: TLSPair.serverContext())
        bad.run()
        var message = ByteBuffer()
        message.append("still here")
        _ = good.client.write(message)
        good.server.inbound.moveBytes(from: &good.client.outbound, atMost: .max)
        #expect(readText(good.server) == "still here")
    }

    @Test func `the protocol is the first of ours that the client offers`() throws {
        let pair = try TLSPair(
            client: TLSPair.clientContext("client", protocols: [.http11]),
            server: TLSPair.serverContext())
        pair.run()
        #expect(pair.server.negotiatedProtocol == .http11)
    }

    @Test func `closing tells the peer`() throws {
        let pair = try TLSPair(
            client: TLSPair.clientContext("client"), server: TLSPair.serverContext())
        pair.run()
        _ = readText(pair.client)
        pair.server.close()
        pair.client.inbound.moveBytes(from: &pair.server.outbound, atMost: .max)
        var plaintext = ByteBuffer()
        guard case .closed = pair.client.read(into: &plaintext, atMost: 100) else {
            Issue.record("not closed")
            return
        }
        guard case .closed = pair.client.read(into: &plaintext, atMost: 100) else {
            Issue.record("not closed the second time")
            return
        }
    }
}
