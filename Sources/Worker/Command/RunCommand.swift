// `portcullis-worker run`: from flags to a running worker, and to an exit code.

public import ArgumentParser
import Logging
import Runtime
import Wire

/// Loads the models, listens, and serves until SIGTERM or SIGINT.
public struct RunCommand: ParsableCommand {
    /// What the command is called and does.
    public static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Serve a model repository.",
        discussion: """
            The repository holds DIR/MODEL/VERSION/model.onnx; a version is a positive number, and \
            a request that names none gets the highest. Every model is loaded and run once before \
            the worker listens. Only gates whose certificate carries one of the --gate names are \
            served. SIGHUP reads the certificates, the key and the authorities again for new \
            connections. SIGTERM finishes what is under way and exits with 0.

            Exit codes: 0 stopped as told, 64 usage, 65 a model or certificate cannot be used, \
            66 a file is missing, 69 the port is taken or the engine's library is missing, 70 our \
            fault.
            """)

    @Option(help: ArgumentHelp("The model repository.", valueName: "dir"))
    var models: String
    @Option(
        help: ArgumentHelp(
            "Serve only this model or version; may be given again.", valueName: "name[/version]"))
    var model: [String] = []
    @Option(help: ArgumentHelp("Where to listen, such as 127.0.0.1:9101.", valueName: "address"))
    var listen: String
    @Option(help: ArgumentHelp("Our certificate and its intermediates, PEM.", valueName: "file"))
    var certificate: String
    @Option(help: ArgumentHelp("The key of our certificate, PEM.", valueName: "file"))
    var key: String
    @Option(help: ArgumentHelp("The authorities that sign gates, PEM.", valueName: "file"))
    var authorities: String
    @Option(
        help: ArgumentHelp(
            "The URI name of a gate to admit, exactly; may be given again.", valueName: "uri"))
    var gate: [String]
    @Option(
        help: ArgumentHelp(
            "ONNX Runtime's library; else PORTCULLIS_ONNXRUNTIME names it.", valueName: "path"))
    var engineLibrary: String?
    @Option(help: "Threads that run models; default: one for each core.")
    var threads: Int?
    @Option(help: "Threads that serve connections.")
    var shards = 1
    @Option(help: "The most rows that requests share a run with; 1 turns batching off.")
    var maximumBatchRows = 32
    @Option(help: "How long a request may wait for company while its model is busy.")
    var maximumDelayMilliseconds = 1
    @Option(help: "How many requests may wait, in each shard; more are refused.")
    var queue = 1024
    @Option(
        help: ArgumentHelp(
            "Where GET /metrics answers, a loopback address without TLS.", valueName: "address"))
    var metrics: String?
    @Option(help: "How long requests under way may take after SIGTERM.")
    var drainMilliseconds = 10_000
    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = "info"

    /// Makes the command; its arguments come from the command line.
    public init() {}

    /// Refuses what cannot be meant.
    public func validate() throws {
        for (name, value) in [
            ("--threads", threads ?? 1), ("--shards", shards), ("--queue", queue),
            ("--maximum-batch-rows", maximumBatchRows),
        ] where !(1...65_536).contains(value) {
            throw ValidationError("\(name) is \(value); expected 1 to 65536")
        }
        for (name, value) in [
            ("--maximum-delay-milliseconds", maximumDelayMilliseconds),
            ("--drain-milliseconds", drainMilliseconds),
        ] where !(0...3_600_000).contains(value) {
            throw ValidationError("\(name) is \(value); expected 0 to 3600000")
        }
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("--log-level is \(logLevel); expected one such as info")
        }
        guard !gate.isEmpty else {
            throw ValidationError("--gate is missing: nobody would be admitted")
        }
        _ = try address(listen, "--listen")
        if let metrics {
            let address = try address(metrics, "--metrics")
            guard address.isLoopback else {
                throw ValidationError(
                    "--metrics is \(metrics), which is not a loopback address; it has no TLS")
            }
        }
    }

    private func address(_ text: String, _ flag: String) throws -> SocketAddress {
        do throws(SocketAddressError) {
            return try SocketAddress(parsing: text)
        } catch {
            throw ValidationError("\(flag): \(error)")
        }
    }

    /// Serves until told to stop.
    public func run() throws {
        var logger = Logger(label: "portcullis-worker") {
            StreamLogHandler.standardError(label: $0)
        }
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .info
        do throws(WorkerFault) {
            try serve(logger)
        } catch {
            logger.critical("\(error)")
            throw ExitCode(error.exitCode)
        }
    }

    private func serve(_ logger: Logger) throws(WorkerFault) {
        let settings = try settings()
        let control = try ControlLoop(metrics: metricsAddress(), logger)
        let repository = ModelRepository(
            directory: models, only: model,
            engines: [
                OnnxEngineSource(libraryPath: engineLibrary), BuiltInEngine(AffineEngine()),
            ])
        let served: ServedModels
        do throws(RepositoryFault) {
            served = try repository.load { logger.info("\($0)") }
        } catch {
            throw .repository(error)
        }
        let server = try WorkerServer(
            settings, served, logger: logger, finished: control.shardFinished)
        logger.notice("serving \(served.all.count) model versions on \(server.boundAddress)")
        control.run(server, shards: shards) { () throws(WorkerFault) in try self.settings() }
        logger.notice("stopped")
    }

    private func metricsAddress() -> SocketAddress? {
        metrics.flatMap { try? SocketAddress(parsing: $0) }
    }

    private func settings() throws(WorkerFault) -> WorkerSettings {
        guard let listen = try? SocketAddress(parsing: listen) else {
            throw .address("--listen: \(listen)")
        }
        let tls = TLSSettings(
            role: .server, certificateChainPEM: try read(certificate),
            privateKeyPEM: try read(key), trustedAuthoritiesPEM: [try read(authorities)])
        var settings = WorkerSettings(listen: listen, tls: tls, gates: gate)
        settings.shards = shards
        let all = threads ?? Cores.available
        settings.engineThreads = max(1, all / shards)
        settings.batching.maximumRows = maximumBatchRows
        settings.batching.maximumDelayMilliseconds = maximumDelayMilliseconds
        settings.batching.queueCapacity = queue
        settings.drainMilliseconds = drainMilliseconds
        return settings
    }

    private func read(_ path: String) throws(WorkerFault) -> [UInt8] {
        guard let bytes = FileSystem.read(path, limit: 1 << 20) else {
            throw .missingFile("\(path): cannot be read")
        }
        return bytes
    }
}
