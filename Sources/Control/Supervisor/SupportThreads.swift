// The two threads beside the shards: the writer of the logs, and the admin port.

import Gateway
import Logging
import Runtime

/// Starts the writer and the admin port, and ends them after the shards.
final class SupportThreads {
    /// Where shards post records.
    let recorder: Mailbox<RecordBatch>
    /// Where the admin thread is told; nil when the configuration has no admin port.
    private(set) var admin: Mailbox<AdminMessage>?
    private var writer: ShardThread?
    private var server: ShardThread?

    /// Opens the logs and the port, so that what is wrong with them is known, then starts the threads.
    init(
        _ file: GatewayFile, auditKey: [UInt8], backlog: RecordBacklog, tally: WriterTally,
        logger: Logger
    ) throws(StartFault) {
        let audit: LogFile
        let access: LogFile?
        do throws(LogFile.Fault) {
            audit = try LogFile(file.audit.path.value)
            access = try Self.open(file.accessLog?.value)
        } catch {
            throw StartFault("\(error)")
        }
        do throws(SystemError) {
            let loop = try EventLoop<RecordBatch>()
            recorder = loop.mailbox
            if let address = file.admin { try serve(address, tally, logger) }
            let writer = RecordWriter(
                loop: loop, audit: audit, access: access, auditKey: auditKey,
                shardCount: file.shards, backlog: backlog, tally: tally, logger: logger,
                admin: admin)
            self.writer = try ShardThread.start(name: "writer", core: nil) { writer.run() }
        } catch {
            let port = file.admin.map { " (admin: \($0))" } ?? ""
            throw StartFault("\(error)\(port)")
        }
    }

    private static func open(_ path: String?) throws(LogFile.Fault) -> LogFile? {
        guard let path else { return nil }
        return try LogFile(path)
    }

    private func serve(
        _ address: SocketAddress, _ tally: WriterTally, _ logger: Logger
    ) throws(SystemError) {
        let page = try AdminServer(address, tally: tally)
        admin = page.mailbox
        logger.notice("metrics and health on \(page.address)")
        server = try ShardThread.start(name: "admin", core: nil) {
            do throws(SystemError) {
                try page.run()
            } catch {
                logger.critical("the admin port ends: \(error)")
            }
        }
    }

    /// Waits until the logs are complete, then closes the admin port.
    func finish() {
        writer.take()?.join()
        admin?.post(.stop)
        server.take()?.join()
    }
}
