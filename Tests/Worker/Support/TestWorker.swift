// A worker in the test's own process, with a model that the test holds.

import Logging
import Runtime
import Testing
import Wire

@testable import Worker

/// Runs a worker until the test ends.
final class TestWorker {
    let model: HeldModel
    let server: WorkerServer
    let served: ServedModels
    let settings: WorkerSettings
    private var isJoined = false

    init(_ change: (inout WorkerSettings) -> Void = { _ in }) throws {
        model = try HeldModel()
        served = ServedModels([
            Self.version(2, model), Self.version(10, model), Self.freeModel,
        ])
        var settings = WorkerSettings(
            listen: try SocketAddress(parsing: "127.0.0.1:0"),
            tls: TestCertificates.shared.settings(.server, "worker"),
            gates: [TestCertificates.gate])
        change(&settings)
        self.settings = settings
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        server = try WorkerServer(settings, served, logger: logger)
    }

    private static func version(_ number: UInt64, _ model: HeldModel) -> ServedModel {
        Worker.ServedModel(
            name: "affine", version: "\(number)", number: number, digest: "d1935",
            engineName: "test", loaded: model, isBatchable: true)
    }

    /// The counters of the version that answers when none is named.
    var counters: ModelCounters { served.all[1].counters }

    /// A model that takes rows of any width.
    private static var freeModel: ServedModel {
        Worker.ServedModel(
            name: "free", version: "1", number: 1, digest: "d0", engineName: "test",
            loaded: FreeModel(), isBatchable: true)
    }

    func client(as name: String = "gate") throws -> GateClient {
        try GateClient(server.boundAddress, as: name)
    }

    /// Drains and waits for the end.
    func stop() {
        model.letGo()
        server.drain()
        join()
    }

    func join() {
        isJoined = true
        server.join()
    }

    deinit {
        guard !isJoined else { return }
        model.letGo()
        server.abandon()
        server.join()
    }
}
