// The command line: what it refuses, and the code that the process ends with.

import ArgumentParser
import Testing

@testable import Worker

struct RunCommandTests {
    private let good = [
        "--models", "m", "--listen", "127.0.0.1:9101", "--certificate", "c", "--key", "k",
        "--authorities", "a", "--gate", TestCertificates.gate,
    ]

    @Test func `what is needed is enough`() throws {
        let command = try RunCommand.parse(good)
        #expect(command.gate == [TestCertificates.gate])
        #expect(command.shards == 1)
        #expect(command.metrics == nil)
    }

    @Test(arguments: [
        ["--listen", "nowhere"], ["--shards", "0"], ["--threads", "-1"], ["--queue", "many"],
        ["--metrics", "0.0.0.0:9201"], ["--log-level", "loud"], ["--maximum-batch-rows", "0"],
        ["--maximum-delay-milliseconds", "-1"], ["--colour", "red"],
    ])
    func `what cannot be meant is a usage error`(arguments: [String]) {
        let error = #expect(throws: (any Error).self) {
            _ = try RunCommand.parse(good + arguments)
        }
        #expect(error.map { RunCommand.exitCode(for: $0).rawValue } == 64)
    }

    @Test func `nobody to admit is a usage error`() {
        #expect(throws: (any Error).self) { _ = try RunCommand.parse(Array(good.dropLast(2))) }
    }

    @Test func `a file that is missing ends with 66`() throws {
        let command = try RunCommand.parse(good)
        let error = #expect(throws: (any Error).self) { try command.run() }
        #expect((error as? ExitCode)?.rawValue == 66)
    }

    @Test func `each fault has its exit code`() {
        #expect(WorkerFault.certificates("").exitCode == 65)
        #expect(WorkerFault.repository(.invalid("")).exitCode == 65)
        #expect(WorkerFault.missingFile("").exitCode == 66)
        #expect(WorkerFault.repository(.missing("")).exitCode == 66)
        #expect(WorkerFault.address("").exitCode == 69)
        #expect(WorkerFault.repository(.engineUnavailable("")).exitCode == 69)
        #expect(WorkerFault.system("").exitCode == 70)
    }
}
