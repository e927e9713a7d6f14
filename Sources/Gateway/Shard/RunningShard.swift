// How the control thread starts a shard, and waits for its end.

public import Runtime

/// A shard's thread, as its starter sees it.
public final class RunningShard {
    private var thread: ShardThread?

    /// Starts a shard; its first report is `serving`, with its mailbox, or `failed`.
    ///
    /// The shard is built inside its own thread and never leaves it.
    public init(
        index: Int, configuration: GatewayConfiguration, shared: SharedState, snapshot: Snapshot,
        reports: Mailbox<ShardReport>, recorder: Mailbox<RecordBatch>
    ) throws(SystemError) {
        thread = try ShardThread.start(
            name: "shard-\(index)", core: configuration.pinsShards ? index : nil
        ) {
            serve(index, configuration, shared, snapshot, reports, recorder)
        }
    }

    /// Waits for the thread to end.
    public func join() {
        thread.take()?.join()
    }
}

/// The thread's body.
private func serve(
    _ index: Int, _ configuration: GatewayConfiguration, _ shared: SharedState,
    _ snapshot: Snapshot, _ reports: Mailbox<ShardReport>, _ recorder: Mailbox<RecordBatch>
) {
    do {
        let loop = try EventLoop<ShardMessage>()
        let shard = try Shard(
            index: index, configuration: configuration, shared: shared, snapshot: snapshot,
            loop: loop, reports: reports, recorder: recorder)
        shard.run()
    } catch {
        reports.post(.failed(shard: index, "\(error)"))
    }
}
