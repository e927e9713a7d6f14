// A certificate, a key, the authorities trusted: what many TLS connections share.

/// Holds an OpenSSL context, one per shard because OpenSSL contends on shared ones.
public final class TLSContext {
    let settings: TLSSettings

    /// Builds a context.
    ///
    /// - Throws: an error when a certificate, key or authority cannot be used.
    public init(_ settings: TLSSettings) throws(TLSError) {
        self.settings = settings
    }
}

@available(*, unavailable)
extension TLSContext: Sendable {}
