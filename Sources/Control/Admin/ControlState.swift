// What the control thread tells the admin thread: whether we are ready, and how reloads went.

/// The state that only the control thread knows, as plain values.
struct ControlState: Sendable {
    /// Why the gateway is not ready; nil when it is.
    var unreadyReason: String? = "starting"
    /// The id of the policy set in force.
    var policySetID = ""
    /// Policy sets that were taken since the start.
    var reloadsAccepted: UInt64 = 0
    /// Policy sets that were turned down since the start.
    var reloadsRejected: UInt64 = 0
    /// Whether the last change of files was taken.
    var lastReloadAccepted = true
    /// When the set in force was taken.
    var acceptedUnixSeconds: Int64 = 0
    /// From acceptance to adoption on the last shard, of the set in force.
    var adoptionNanoseconds: UInt64 = 0
    /// When our own certificate ceases to be valid.
    var certificateEndsUnixSeconds: Int64 = 0
    /// Shards that run.
    var shards = 0
    /// When the process started.
    var startUnixSeconds: Int64 = 0
}
