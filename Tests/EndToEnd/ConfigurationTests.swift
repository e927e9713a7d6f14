// Bad input: broken policy and configuration files, told with file, line and column.
import Foundation
import Testing

/// One broken file of a policy set: what replaces its text and what must be said.
struct BrokenFile: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    /// Where the message must point: `file:line:`.
    let place: String

    var testDescription: String { "\(name): \(text.prefix(50))" }

    static let all: [BrokenFile] = [
        BrokenFile(
            name: "access.cedar", text: "permit (principal, action, resource)\n",
            place: "access.cedar:"),
        BrokenFile(
            name: "access.cedar",
            text:
                "permit (principal, action, resource)\nwhen { principal in Rle::\"clinician\" };\n",
            place: "access.cedar:2:"),
        BrokenFile(
            name: "residency.cedar",
            text: "permit (principal, action == Action::\"proces\", resource);\n",
            place: "residency.cedar:1:"),
        BrokenFile(
            name: "schema.cedarschema", text: "entity Caller in [;\n",
            place: "schema.cedarschema:1:"),
        BrokenFile(
            name: "entities.yaml", text: "tenants: [clinic]\ntenantz: [bank]\n",
            place: "entities.yaml:"),
        BrokenFile(name: "entities.yaml", text: "tenants: [clinic\n", place: "entities.yaml:"),
        BrokenFile(name: "identity.yaml", text: "certificates: 7\n", place: "identity.yaml:1:"),
        BrokenFile(
            name: "limits.yaml",
            text: "limits:\n  - { name: a, per: [caller], rate: fast, burst: 1, scope: local }\n",
            place: "limits.yaml:2:"),
        BrokenFile(name: "cache.yaml", text: "memory_bytes: lots\n", place: "cache.yaml:1:"),
        BrokenFile(
            name: "traffic.yaml",
            text: "models:\n  digits: { versions: { \"1\": 90 }, sticky: nobody }\n",
            place: "traffic.yaml:2:"),
        BrokenFile(
            name: "traffic.yaml", text: "models:\n  nothing: { versions: { \"1\": 90 } }\n",
            place: "traffic.yaml:2:"),
    ]
}

extension Promises {
    @Suite struct `The command line` {
        private func layOut(_ files: PolicyFiles = PolicyFiles()) throws -> URL {
            let folder = try Scratch.folder("policies")
            try FileManager.default.copyItem(
                at: try Scratch.certificates.get(), to: folder.appendingPathComponent("certs"))
            try files.write(to: folder.appendingPathComponent("policies"))
            return folder
        }

        private func portcullis(_ words: [String], in folder: URL) throws -> CommandOutput {
            try Command.run(Tools.gateway, words, seconds: 30, in: folder)
        }

        @Test func `checks a good set and runs its tests`() throws {
            let folder = try layOut()
            let check = try portcullis(["check", "policies"], in: folder)
            #expect(check.status == 0, "\(check.text) \(check.errors)")
            let test = try portcullis(["test", "policies"], in: folder)
            #expect(test.status == 0, "\(test.text) \(test.errors)")
        }

        @Test func `fails when a policy test fails`() throws {
            var files = PolicyFiles()
            files.tests = files.tests.replacingOccurrences(
                of: "decision: deny", with: "decision: allow")
            let done = try portcullis(["test", "policies"], in: try layOut(files))
            #expect(done.status != 0)
            #expect((done.text + done.errors).contains("an analyst may not triage"))
        }

        @Test(arguments: BrokenFile.all)
        func `says where a file is broken`(broken: BrokenFile) throws {
            let folder = try layOut()
            let file = folder.appendingPathComponent("policies/\(broken.name)")
            try Data(broken.text.utf8).write(to: file)
            let done = try portcullis(["check", "policies"], in: folder)
            #expect(done.status == 65, "\(done.text) \(done.errors)")
            #expect(
                (done.text + done.errors).contains(broken.place), "\(done.text) \(done.errors)")
        }

        @Test func `refuses a set that does not start, before it listens`() throws {
            let folder = try layOut()
            let file = folder.appendingPathComponent("policies/access.cedar")
            try Data("permit (principal, action, resource\n".utf8).write(to: file)
            let done = try run(in: folder) { $0 }
            #expect(done.status == 65, "\(done.errors)")
            #expect((done.text + done.errors).contains("access.cedar:"))
        }

        @Test func `refuses to listen beyond loopback under the development authority`() throws {
            let done = try run(in: try layOut()) {
                $0.replacingOccurrences(of: "listeners: [127.0.0.1:", with: "listeners: [0.0.0.0:")
            }
            #expect(done.status == 78, "\(done.text) \(done.errors)")
        }

        @Test func `says which key of the configuration is wrong`() throws {
            let done = try run(in: try layOut()) {
                $0.replacingOccurrences(of: "shards: 2", with: "shrads: 2")
            }
            #expect(done.status == 65, "\(done.text) \(done.errors)")
            let text = done.text + done.errors
            #expect(text.contains("gateway.yaml:"), "\(text)")
            #expect(text.contains("shrads"), "\(text)")
        }

        @Test func `says that a file is missing`() throws {
            let folder = try layOut()
            let done = try portcullis(["run", "--config", "nowhere.yaml"], in: folder)
            #expect(done.status == 66, "\(done.text) \(done.errors)")
            #expect((done.text + done.errors).contains("nowhere.yaml"))
            let key = folder.appendingPathComponent("certs/gate.key")
            try FileManager.default.removeItem(at: key)
            let keyless = try run(in: folder) { $0 }
            #expect(keyless.status == 66, "\(keyless.text) \(keyless.errors)")
            #expect((keyless.text + keyless.errors).contains("gate.key"))
        }

        @Test func `says that a port is taken`() throws {
            let redis = try House.shared().ports.redis
            let done = try run(in: try layOut()) {
                let rest = $0.split(separator: "\n", maxSplits: 1).last.map(String.init) ?? ""
                return "listeners: [127.0.0.1:\(redis)]\n" + rest
            }
            #expect(done.status == 69, "\(done.text) \(done.errors)")
        }

        @Test func `says how it is used`() throws {
            let folder = try layOut()
            #expect(try portcullis(["--help"], in: folder).status == 0)
            #expect(try portcullis(["frobnicate"], in: folder).status == 64)
            #expect(try Command.run(Tools.worker, ["run", "--nothing"]).status == 64)
        }

        /// Writes a configuration, changes it, and runs the gateway, which must end by itself.
        private func run(
            in folder: URL, _ change: (String) -> String
        ) throws -> CommandOutput {
            var plan = HousePlan()
            plan.redis = false
            let numbers = try Scratch.freePorts(3 + plan.workers.count)
            let ports = Ports(
                gate: numbers[0], admin: numbers[1], redis: numbers[2],
                workers: Array(numbers.dropFirst(3)))
            let text = plan.configuration(ports, admin: ports.admin, name: "gateway")
            let file = folder.appendingPathComponent("gateway.yaml")
            try Data(change(text).utf8).write(to: file)
            return try portcullis(["run", "--config", file.path], in: folder)
        }
    }
}
