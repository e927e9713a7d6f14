// Tickets: they work on every shard, and only as long as their holder is trusted.

import COpenSSL
import Testing
import Wire

@Suite struct `TLS resumption` {
    @Test(arguments: [TLS1_3_VERSION, TLS1_2_VERSION])
    func `a ticket from one shard works on another and still says who the caller is`(
        _ version: Int32
    ) throws {
        let client = ResumingClient(certificate: "partner", version: version)
        let first = try client.connect(to: TLSPair.serverContext(version: .tls12))
        #expect(!first.wasResumed && first.peerCertificate()?.authorityIndex == 1)
        for _ in 0..<3 {
            let next = try client.connect(to: TLSPair.serverContext(version: .tls12))
            #expect(next.wasResumed)
            let caller = try #require(next.peerCertificate())
            #expect(caller.dnsNames == ["partner.test"])
            #expect(caller.authorityIndex == 1)
            #expect(caller == first.peerCertificate())
        }
    }

    @Test func `the authority's index follows the order of the files`() throws {
        let client = ResumingClient(certificate: "partner", version: TLS1_3_VERSION)
        _ = try client.connect(to: TLSPair.serverContext())
        let next = try client.connect(
            to: TLSPair.serverContext(authorities: ["partners.pem", "callers.pem"]))
        #expect(next.wasResumed)
        #expect(next.peerCertificate()?.authorityIndex == 0)
    }

    @Test func `a ticket under other keys means a whole handshake`() throws {
        let client = ResumingClient(certificate: "client", version: TLS1_3_VERSION)
        _ = try client.connect(to: TLSPair.serverContext())
        let other = TicketKeys(bytes: (0..<80).map { UInt8(200 - $0) })
        let next = try client.connect(to: TLSPair.serverContext(ticketKeys: other))
        #expect(!next.wasResumed)
        #expect(next.peerCertificate()?.commonName == "ward-app")
    }

    @Test func `without ticket keys there is no resumption`() throws {
        let client = ResumingClient(certificate: "client", version: TLS1_3_VERSION)
        _ = try client.connect(to: TLSPair.serverContext(ticketKeys: nil))
        let next = try client.connect(to: TLSPair.serverContext(ticketKeys: nil))
        #expect(!next.wasResumed && next.peerCertificate() != nil)
    }

    @Test func `a ticket does not outlive the trust in its authority`() throws {
        let client = ResumingClient(certificate: "partner", version: TLS1_3_VERSION)
        _ = try client.connect(to: TLSPair.serverContext())
        let next = try client.connect(to: TLSPair.serverContext(authorities: ["callers.pem"]))
        #expect(!next.wasResumed && next.peerCertificate() == nil)
        guard case .failed(let fault) = next.handshake() else {
            Issue.record("the handshake did not fail")
            return
        }
        #expect(fault.reason == .unknownAuthority)
    }

    @Test func `ticket keys have one length`() {
        #expect(TicketKeys(bytes: [UInt8](repeating: 1, count: 79)) == nil)
        #expect(TicketKeys(bytes: [UInt8](repeating: 1, count: 81)) == nil)
    }
}
