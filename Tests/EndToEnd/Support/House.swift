// A whole Portcullis on loopback: Redis, workers and the gateway, as real processes.
import Foundation
import Synchronization
import Testing

/// Everything one test talks to.
///
/// It ends with the test that made it.
final class House: Sendable {
    let folder: URL
    let plan: HousePlan
    let ports: Ports
    private let children: Mutex<[String: Child]>

    var certificates: URL { folder.appendingPathComponent("certs") }
    var policies: URL { folder.appendingPathComponent("policies") }
    var target: String { "localhost:\(ports.gate)" }

    /// Starts everything and waits until every awaited model answers.
    init(_ plan: HousePlan = HousePlan()) throws {
        self.plan = plan
        folder = try Scratch.folder("house")
        let numbers = try Scratch.freePorts(3 + plan.workers.count)
        ports = Ports(
            gate: numbers[0], admin: numbers[1], redis: numbers[2],
            workers: Array(numbers.dropFirst(3)))
        children = Mutex([:])
        let made = try Scratch.certificates.get()
        try FileManager.default.copyItem(at: made, to: folder.appendingPathComponent("certs"))
        try plan.policies.write(to: folder.appendingPathComponent("policies"))
        try Self.layOutModels(in: folder.appendingPathComponent("models"))
        if plan.redis { try startRedis() }
        for index in plan.workers.indices { try startWorker(index) }
        try startGateway()
        try waitUntilServing()
    }

    deinit { children.withLock { $0.values.forEach { $0.stop() } } }

    func child(_ name: String) throws -> Child {
        guard let child = children.withLock({ $0[name] }) else {
            throw HarnessFailure("no process called \(name)")
        }
        return child
    }

    private func start(_ name: String, _ program: String, _ arguments: [String]) throws {
        let child = try Child(name, program, arguments, in: folder)
        children.withLock { $0[name] = child }
    }

    /// The shipped models, and two more names for them.
    private static func layOutModels(in folder: URL) throws {
        let files = FileManager.default
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        let sources = [
            "digits": "digits", "digits-eu": "digits-eu", "triage": "triage", "affine": "affine",
            "survey": "digits", "metered": "affine",
        ]
        for (name, source) in sources {
            try files.copyItem(
                at: Tools.models.appendingPathComponent(source),
                to: folder.appendingPathComponent(name))
        }
    }

    func startRedis() throws {
        try start(
            "redis", Tools.redis,
            [
                "--port", "\(ports.redis)", "--bind", "127.0.0.1", "--save", "", "--appendonly",
                "no", "--dir", folder.path,
            ])
    }

    func startWorker(_ index: Int) throws {
        let worker = plan.workers[index]
        let certificate = certificates.appendingPathComponent("\(worker.name).pem").path
        let key = certificates.appendingPathComponent("\(worker.name).key").path
        let authority = certificates.appendingPathComponent("workers-ca.pem").path
        switch worker.kind {
        case .engine:
            try start(
                worker.name, Tools.worker,
                [
                    "run", "--models", folder.appendingPathComponent("models").path,
                    "--listen", "127.0.0.1:\(ports.workers[index])",
                    "--certificate", certificate, "--key", key, "--authorities", authority,
                    "--gate", "spiffe://portcullis.dev/region/ae-dubai/gate/main",
                    "--engine-library", Tools.engineLibrary, "--threads", "1",
                ])
        case .scripted(let models, let seconds):
            let work: [String: Any] = [
                "port": ports.workers[index], "certificate": certificate, "key": key,
                "authority": authority, "models": models, "seconds": seconds,
                "record": folder.appendingPathComponent("\(worker.name).jsonl").path,
            ]
            let text = try JSONSerialization.data(withJSONObject: work)
            let script = Tools.clients.appendingPathComponent("worker.py").path
            try start(worker.name, Tools.python, [script, String(decoding: text, as: UTF8.self)])
        }
    }

    /// Starts a gateway; a second one shares the port with the first and has its own admin port.
    func startGateway(_ name: String = "gateway", admin: Int? = nil) throws {
        let file = folder.appendingPathComponent("\(name).yaml")
        let text = plan.configuration(ports, admin: admin ?? ports.admin, name: name)
        try Data(text.utf8).write(to: file)
        try start(name, Tools.gateway, ["run", "--config", file.path])
        let ready = Wait.until(seconds: 30) { isReady(admin: admin ?? ports.admin) }
        guard ready else { throw HarnessFailure("the gateway is not ready: \(try logs())") }
    }

    func isReady(admin: Int? = nil) -> Bool {
        (try? get("readyz", admin: admin))?.status == 200
    }

    /// Reads a page of the admin port.
    func get(_ page: String, admin: Int? = nil) throws -> HTTPAnswer {
        try Curl.run(["http://127.0.0.1:\(admin ?? ports.admin)/\(page)"], seconds: 5)
    }

    /// Waits until each awaited model has a healthy worker.
    func waitUntilServing() throws {
        for model in plan.awaited {
            var last: HTTPAnswer?
            let served = try Wait.until(seconds: 30, every: 0.1) {
                last = try rest("v2/models/\(model)/ready", as: .clinician)
                return last?.status == 200
            }
            guard served else {
                throw HarnessFailure(
                    "\(model) is not served: \(last?.status ?? 0) \(last?.body ?? "") "
                        + "\(last?.curlError ?? "")\n\(try logs())")
            }
        }
    }

    /// The last lines of every process, for a failure's text.
    func logs() throws -> String {
        children.withLock { children in
            children.keys.sorted().map { "--- \($0)\n\(children[$0]?.lastLines() ?? "")" }
                .joined(separator: "\n")
        }
    }
}

extension House {
    private static let common = Mutex<Result<House, HarnessFailure>?>(nil)

    /// The house that tests share which leave it as they found it.
    static func shared() throws -> House {
        try common.withLock { held in
            if held == nil {
                do {
                    held = .success(try House())
                } catch {
                    held = .failure(HarnessFailure("the shared house does not stand: \(error)"))
                }
            }
            guard let held else { throw HarnessFailure("no house") }
            return try held.get()
        }
    }

    /// Holds that the gateway still serves others: what every bad input must leave behind.
    func expectServing(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let answer = try infer("affine", .affine([1, 2, 3, 4]), as: .clinician)
        #expect(
            answer.status == 200, "the gateway serves others: \(answer.body) \(answer.curlError)",
            sourceLocation: sourceLocation)
        #expect(answer.output("y") == [3, 5, 7, 9], sourceLocation: sourceLocation)
        #expect(try child("gateway").isRunning, sourceLocation: sourceLocation)
    }
}
