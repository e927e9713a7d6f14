// The thread that writes the logs: records come in batches from the shards and leave as lines.

import Gateway
import Logging
import Runtime
import Synchronization

/// Writes the audit log and the access log.
///
/// Audit lines are not left out: when the file cannot be written they wait, readiness goes off, and a
/// full backlog holds the shards back from new work; only beyond 64 MiB would a line be counted as lost.
/// Access lines give way first: in one turn only so many are written, and 8 MiB may wait.
final class RecordWriter {
    private static let maximumAuditBytes = 64 << 20
    private static let maximumAccessBytes = 8 << 20
    private static let accessLinesPerTurn = 32_768
    private static let retryMilliseconds = 100
    private static let tick = Token(rawValue: 1)
    private static let retry = Token(rawValue: 2)

    private let loop: EventLoop<RecordBatch>
    private let audit: LineSink
    private let access: LineSink?
    private let format: RecordFormat
    private let tally: WriterTally
    private let logger: Logger
    private var openShards: Int
    private let backlog: RecordBacklog
    /// Records whose lines are not in the file yet.
    private var unwritten = 0
    private var accessLinesLeft = 0
    private var isFailing = false
    private let admin: Mailbox<AdminMessage>?

    /// Takes the files; `admin` hears when the audit log cannot be written, and when it can again.
    init(
        loop: EventLoop<RecordBatch>, audit: LogFile, access: LogFile?, auditKey: [UInt8],
        shardCount: Int, backlog: RecordBacklog, tally: WriterTally, logger: Logger,
        admin: Mailbox<AdminMessage>?
    ) {
        self.loop = loop
        self.audit = LineSink(audit, maximumPendingBytes: Self.maximumAuditBytes)
        self.access = access.map { LineSink($0, maximumPendingBytes: Self.maximumAccessBytes) }
        format = RecordFormat(auditKey: auditKey)
        openShards = shardCount
        self.backlog = backlog
        self.tally = tally
        self.logger = logger
        self.admin = admin
    }

    /// Writes until every shard has said that nothing more comes.
    func run() {
        _ = loop.schedule(Self.tick, afterMilliseconds: 1_000)
        while openShards > 0 {
            accessLinesLeft = Self.accessLinesPerTurn
            loop.turn(maximumWaitMilliseconds: 1_000) { event in handle(event) }
            if !isFailing { flush() }
        }
        flush()
        if audit.fault != nil {
            logger.critical("the gateway ends with \(audit.pendingBytes) bytes of audit unwritten")
        }
    }

    private func handle(_ event: LoopEvent<RecordBatch>) {
        switch event {
        case .message(.requests(let records)):
            for record in records { write(record) }
            unwritten += records.count
        case .message(.connections(let records)):
            for record in records { audit.add(format.audit(record)) }
            unwritten += records.count
        case .message(.end): openShards -= 1
        case .timer(Self.tick):
            audit.reopenIfRotated()
            access?.reopenIfRotated()
            _ = loop.schedule(Self.tick, afterMilliseconds: 1_000)
        case .timer: flush()
        case .ready: break
        }
    }

    private func write(_ record: Record) {
        audit.add(format.audit(record))
        guard let access else { return }
        guard accessLinesLeft > 0 else {
            access.drop()
            return
        }
        accessLinesLeft -= 1
        access.add(format.access(record))
    }

    private func flush() {
        audit.flush()
        access?.flush()
        if audit.fault == nil {
            backlog.remove(unwritten)
            unwritten = 0
        }
        tally.auditLines.store(audit.written, ordering: .relaxed)
        tally.auditDropped.store(audit.dropped, ordering: .relaxed)
        tally.auditPendingBytes.store(UInt64(audit.pendingBytes), ordering: .relaxed)
        tally.accessLines.store(access?.written ?? 0, ordering: .relaxed)
        tally.accessDropped.store(access?.dropped ?? 0, ordering: .relaxed)
        if let fault = audit.fault {
            if !isFailing {
                logger.critical("the audit log cannot be written, records wait: \(fault)")
                admin?.post(.auditFailing(true))
            }
            isFailing = true
            _ = loop.schedule(Self.retry, afterMilliseconds: Self.retryMilliseconds)
        } else if isFailing {
            isFailing = false
            logger.notice("the audit log can be written again")
            admin?.post(.auditFailing(false))
        }
    }
}
