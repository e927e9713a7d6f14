// Which region a worker's certificate proves: its own word, vouched for by an authority that may.

import Policy
import Wire

/// Reads and judges a worker's certificate.
enum WorkerIdentity {
    /// Why a worker is refused.
    struct Problem: Error {
        let text: String
    }

    /// Gives the region, which must exist, be the pool's where one is given, and be one that the
    /// certificate's authority may vouch for.
    static func prove(
        _ certificate: PeerCertificate, snapshot: Snapshot, pool: GatewayConfiguration.Pool
    ) -> Result<RegionIndex, Problem> {
        guard certificate.allowsServerAuth else {
            return .failure(Problem(text: "its certificate is not for servers (EKU serverAuth)"))
        }
        guard certificate.uriNames.count == 1, let name = certificate.uriNames.first,
            let identity = try? SpiffeID(parsing: name),
            case .worker(let regionName, _) = identity.subject
        else {
            return .failure(
                Problem(
                    text: "its certificate has no single URI of the form "
                        + "spiffe://DOMAIN/region/REGION/worker/NAME"))
        }
        if let expected = pool.region, expected != regionName {
            return .failure(
                Problem(
                    text: "its certificate proves region `\(regionName)`, "
                        + "but pool `\(pool.name)` is in `\(expected)`"))
        }
        let position = snapshot.policies.regions.firstIndex { $0.name == regionName }
        guard let position else {
            return .failure(
                Problem(text: "its region `\(regionName)` does not stand in entities.yaml"))
        }
        let region = RegionIndex(UInt8(position))
        guard let authority = certificate.authorityIndex,
            snapshot.workerAuthorityRegions.indices.contains(authority),
            snapshot.workerAuthorityRegions[authority].contains(region)
        else {
            return .failure(
                Problem(text: "its authority may not vouch for region `\(regionName)`"))
        }
        return .success(region)
    }
}
