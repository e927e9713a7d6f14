// The control thread: starts everything, watches files and signals, and ends everything in order.

import Foundation
import Gateway
import Logging
import Policy
import Runtime

/// Runs one gateway from its first file to its last line of audit.
final class Supervisor {
    /// How far the gateway's life has come.
    enum Phase {
        /// Shards are starting, or wait for their first worker.
        case starting
        case serving
        case draining
        case stopping
        case ended
    }

    static let signalToken = Token(rawValue: 1)
    static let watchToken = Token(rawValue: 2)
    static let settleToken = Token(rawValue: 3)
    static let workersToken = Token(rawValue: 4)
    static let patienceToken = Token(rawValue: 5)

    let file: GatewayFile
    let loader: SnapshotLoader
    let logger: Logger
    let signals: SignalReader
    let loop: EventLoop<ShardReport>
    let tally = WriterTally()
    let backlog = RecordBacklog()

    var phase = Phase.starting
    var status = ExitStatus.ok
    var current: LoadedSnapshot
    var state = ControlState()
    var admin: Mailbox<AdminMessage>?
    var recorder: Mailbox<RecordBatch>?
    var shards: [RunningShard] = []
    /// The shards' doors, by their number, once they serve.
    var doors: [Int: Mailbox<ShardMessage>] = [:]

    // Reloading.
    var watcher: FileWatcher?
    var settleTimer: TimerID?
    var lastFingerprint: String?
    var isReloadAsked = false
    var adopting: AdoptionRound?

    // Starting and ending.
    var readyShards: Set<Int> = []
    var workerQuestions = 0
    var drainedShards: Set<Int> = []
    var stoppedShards: Set<Int> = []

    /// Takes a configuration and its first snapshot, before any other thread runs.
    init(
        file: GatewayFile, first: LoadedSnapshot, signals: SignalReader, logger: Logger
    ) throws(SystemError) {
        self.file = file
        self.logger = logger
        self.signals = signals
        loader = SnapshotLoader(file: file)
        current = first
        loop = try EventLoop<ShardReport>()
        state.startUnixSeconds = WallClock.unixMilliseconds() / 1_000
        state.acceptedUnixSeconds = state.startUnixSeconds
        state.policySetID = first.snapshot.policies.id
        state.certificateEndsUnixSeconds = first.certificateEndsUnixSeconds
        state.shards = file.shards
    }

    /// Serves until told to end; gives the exit status.
    func run(_ secrets: GatewaySecrets) -> ExitStatus {
        let threads: SupportThreads
        do throws(StartFault) {
            try loop.registerOrFail(signals.descriptor, Self.signalToken)
            threads = try SupportThreads(
                file, auditKey: secrets.auditKey, backlog: backlog, tally: tally, logger: logger)
            admin = threads.admin
            recorder = threads.recorder
            pushState()
            watch()
            try startShards(
                GatewayConfiguration(file, redisPassword: secrets.redisPassword),
                recorder: threads.recorder)
        } catch {
            logger.critical("cannot start: \(error)")
            return error.status
        }
        while phase != .ended {
            loop.turn(maximumWaitMilliseconds: 1_000) { event in handle(event) }
        }
        // A shard that does not end is left behind with what it holds.
        guard stoppedShards.count == file.shards else { return status }
        for shard in shards { shard.join() }
        threads.finish()
        logger.notice("ended")
        return status
    }

    private func startShards(
        _ configuration: GatewayConfiguration, recorder: Mailbox<RecordBatch>
    ) throws(StartFault) {
        let shared = SharedState(
            cacheBytes: current.snapshot.policies.cache.memoryBytes, backlog: backlog)
        for index in 0..<file.shards {
            do throws(SystemError) {
                shards.append(
                    try RunningShard(
                        index: index, configuration: configuration, shared: shared,
                        snapshot: current.snapshot, reports: loop.mailbox, recorder: recorder))
            } catch {
                throw StartFault("shard \(index): \(error)")
            }
        }
    }

    private func handle(_ event: LoopEvent<ShardReport>) {
        switch event {
        case .ready(Self.signalToken, _):
            while let signal = signals.next() { received(signal) }
        case .ready(Self.watchToken, _):
            if watcher?.drain() == true { filesChanged() }
        case .ready: break
        case .timer(Self.settleToken): settled()
        case .timer(Self.workersToken): askForWorkers()
        case .timer: patienceEnded()
        case .message(let report): received(report)
        }
    }

    private func received(_ signal: Int32) {
        switch signal {
        case SIGHUP:
            logger.notice("SIGHUP: reading the files again")
            isReloadAsked = true
            noticeConfiguration()
            settled()
        case SIGINT: beginDrain("SIGINT")
        default: beginDrain("SIGTERM")
        }
    }

    private func received(_ report: ShardReport) {
        switch report {
        case .serving(let shard, let door, let addresses):
            doors[shard] = door
            if phase == .stopping { door.post(.stop) }
            if doors.count == file.shards { allServe(addresses) }
        case .failed(let shard, let reason): failed(shard, reason)
        case .adopted(let shard, let sequence): adopted(shard, sequence)
        case .counters(let shard, 0, let counters): heardOfWorkers(shard, counters)
        case .counters(let shard, let scrape, let counters):
            admin?.post(.counters(shard: shard, scrape: scrape, counters))
        case .notice(let shard, let notice):
            logger.log(
                level: notice.level == .info ? .info : .warning, "\(notice.text)",
                metadata: ["shard": "\(shard)"])
        case .drained(let shard, let remaining): drained(shard, remaining)
        case .stopped(let shard): stopped(shard)
        }
    }

    /// Tells the admin thread what has changed.
    func pushState() { admin?.post(.state(state)) }

    /// Tells every shard.
    func tellShards(_ message: ShardMessage) {
        for index in 0..<file.shards { doors[index]?.post(message) }
    }
}
