// A shard's own TLS contexts and token keys, built from a snapshot.

import Wire

/// Why a shard cannot serve a snapshot; the file's fault, found before anything is adopted.
public struct ShardError: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// What a shard builds from certificates and keys; each shard has its own, since OpenSSL 3.0 contends.
struct Trust {
    let clientContext: TLSContext
    let workerContext: TLSContext
    let verifier: TokenVerifier

    init(_ snapshot: Snapshot) throws(ShardError) {
        do throws(TLSError) {
            clientContext = try TLSContext(snapshot.clientSettings)
            workerContext = try TLSContext(snapshot.workerSettings)
        } catch {
            throw ShardError("TLS: \(error)")
        }
        do throws(TokenVerifierError) {
            verifier = try TokenVerifier(snapshot.issuers)
        } catch {
            throw ShardError("token keys: \(error)")
        }
    }
}

extension Snapshot {
    /// Tells whether every shard will be able to adopt this snapshot, by building what a shard builds.
    public func check() throws(ShardError) { _ = try Trust(self) }
}
