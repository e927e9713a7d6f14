// A TLS client and server joined in memory.

import Testing
import Wire

/// Joins two TLS connections.
final class TLSPair {
    let client: TLSConnection
    let server: TLSConnection
    private(set) var clientProgress = TLSProgress.wantsInput
    private(set) var serverProgress = TLSProgress.wantsInput

    init(client clientContext: TLSContext, server serverContext: TLSContext) throws {
        client = try TLSConnection(clientContext, serverName: "gate.test")
        server = try TLSConnection(serverContext)
    }

    static let ticketKeys = TicketKeys(bytes: (0..<80).map { UInt8($0) })

    /// A server that trusts the callers' and the partners' authority, in this order.
    static func serverContext(
        authorities: [String] = ["callers.pem", "partners.pem"],
        ticketKeys: TicketKeys? = ticketKeys, version: TLSVersion = .tls13
    ) throws(TLSError) -> TLSContext {
        let files = TestCertificates.shared
        return try TLSContext(
            TLSSettings(
                role: .server, certificateChainPEM: files.pem("gate.pem"),
                privateKeyPEM: files.pem("gate.key"),
                trustedAuthoritiesPEM: authorities.map { files.pem($0) },
                applicationProtocols: [.h2, .http11], ticketKeys: ticketKeys,
                minimumVersion: version))
    }

    /// A client that trusts the workers' authority and shows a certificate, or none.
    static func clientContext(
        _ name: String?, trusting authority: String = "workers.pem",
        protocols: [ApplicationProtocol] = [.h2]
    ) throws(TLSError) -> TLSContext {
        let files = TestCertificates.shared
        return try TLSContext(
            TLSSettings(
                role: .client, certificateChainPEM: name.map { files.pem("\($0).pem") } ?? [],
                privateKeyPEM: name.map { files.pem("\($0).key") } ?? [],
                trustedAuthoritiesPEM: [files.pem(authority)],
                applicationProtocols: protocols))
    }

    /// Moves ciphertext both ways until neither side has any.
    func run() {
        repeat {
            clientProgress = client.handshake()
            server.inbound.moveBytes(from: &client.outbound, atMost: .max)
            serverProgress = server.handshake()
            client.inbound.moveBytes(from: &server.outbound, atMost: .max)
        } while !client.inbound.isEmpty && isOpen(client)
            || !client.outbound.isEmpty
    }

    /// Whether the handshake may take what has come, instead of leaving it to `read`.
    private func isOpen(_ connection: TLSConnection) -> Bool {
        if case .wantsInput = connection.handshake() { return true }
        return !client.outbound.isEmpty
    }

    var serverFault: TLSFault? {
        if case .failed(let fault) = serverProgress { return fault }
        return nil
    }

    var clientFault: TLSFault? {
        if case .failed(let fault) = clientProgress { return fault }
        return nil
    }

    var isComplete: Bool {
        if case .complete = serverProgress, case .complete = clientProgress { return true }
        return false
    }
}

/// Reads all that a connection has, as text.
func readText(_ connection: TLSConnection) -> String {
    var plaintext = ByteBuffer()
    while case .bytes = connection.read(into: &plaintext, atMost: 1 << 20) {}
    return text(plaintext)
}

/// A copy of a buffer's readable bytes.
func array(_ buffer: borrowing ByteBuffer) -> [UInt8] {
    array(buffer.readable)
}
