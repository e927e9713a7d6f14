// What is wrong with the shared store's settings, for whoever wrote them.

import Runtime

/// Settings of the store that must not be used.
public struct StoreSettingsError: Error, Sendable, CustomStringConvertible {
    /// What is wrong and what to write instead.
    public let description: String
}

extension GatewayConfiguration.Redis {
    /// Refuses settings that would send secrets in clear text, or wait without end.
    public func check() throws(StoreSettingsError) {
        guard address.isLoopback else {
            throw StoreSettingsError(
                description: "redis: \(address) is not on this machine, and the connection is in "
                    + "clear text: write a loopback address such as 127.0.0.1:6379 or unix:/path")
        }
        guard (1...10_000).contains(timeoutMilliseconds) else {
            throw StoreSettingsError(
                description: "redis: timeout_milliseconds is \(timeoutMilliseconds): write a "
                    + "number from 1 to 10000")
        }
    }
}
