import Policy
import Runtime
import Testing
@testable import Wire

@testable import Gateway

@Suite struct WorkerIdentityTests {
    private func prove(
        _ certificate: PeerCertificate, region: String? = nil
    ) throws -> Result<RegionIndex, WorkerIdentity.Problem> {
        WorkerIdentity.prove(
            certificate, snapshot: try Fixture.snapshot(),
            pool: .init(name: "pool", region: region, models: nil, addresses: []))
    }

    private func certificate(
        _ names: [String], serverAuth: Bool = true, authority: Int? = 0
    ) -> PeerCertificate {
        PeerCertificate(
            thumbprintSHA256: [], uriNames: names, dnsNames: [], commonName: nil,
            organizationalUnits: [], serialHex: "01", notBeforeUnixSeconds: 0,
            notAfterUnixSeconds: .max, allowsClientAuth: true, allowsServerAuth: serverAuth,
            subjectPublicKeySHA256: [], authorityIndex: authority)
    }

    @Test func `a region that the authority may vouch for is proven`() throws {
        let found = try prove(certificate(["spiffe://d/region/ae-dubai/worker/1"]))
        #expect(try found.get() == RegionIndex(0))
    }

    @Test(arguments: [
        [], ["spiffe://d/caller/x"], ["spiffe://d/region/ae-dubai/gate/main"],
        ["spiffe://d/region/ae-dubai/worker/1", "spiffe://d/region/ae-dubai/worker/2"],
        ["https://d/region/ae-dubai/worker/1"], ["spiffe://d/region/nowhere/worker/1"],
        ["spiffe://d/region/eu-frankfurt/worker/1"],
    ])
    func `any other name proves nothing`(_ names: [String]) throws {
        #expect(throws: WorkerIdentity.Problem.self) { try prove(certificate(names)).get() }
    }

    @Test func `the pool's region must be the certificate's`() throws {
        let worker = certificate(["spiffe://d/region/ae-dubai/worker/1"])
        #expect(throws: Never.self) { try prove(worker, region: "ae-dubai").get() }
        #expect(throws: WorkerIdentity.Problem.self) {
            try prove(worker, region: "eu-frankfurt").get()
        }
    }

    @Test func `a certificate not for servers, or of an unknown authority, proves nothing`() throws
    {
        let name = ["spiffe://d/region/ae-dubai/worker/1"]
        #expect(throws: WorkerIdentity.Problem.self) {
            try prove(certificate(name, serverAuth: false)).get()
        }
        #expect(throws: WorkerIdentity.Problem.self) {
            try prove(certificate(name, authority: nil)).get()
        }
        #expect(throws: WorkerIdentity.Problem.self) {
            try prove(certificate(name, authority: 1)).get()
        }
    }
}
