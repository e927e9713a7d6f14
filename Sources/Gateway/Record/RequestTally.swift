// Counts answered requests by model, version and code in one flat array.

import Policy

/// A flat table of counts; names are joined to it only when the metrics are scraped.
struct RequestTally {
    /// Every code a request can end with, in the order of the columns.
    private static let codes: [String] = [
        "ok", "worker_error", "client_left", "certificate_unmapped", "token_missing",
        "token_expired", "token_invalid", "access_denied", "model_unknown", "version_unknown",
        "residency_denied", "rate_limited", "no_worker", "limit_store_unavailable", "overloaded",
        "draining", "worker_failed", "deadline_exceeded", "bad_request", "too_large",
        "unsupported",
    ]

    /// The column of a request's end.
    enum Outcome {
        case ok, workerError, clientLeft
        case refused(Refusal)

        fileprivate var column: Int {
            switch self {
            case .ok: 0
            case .workerError: 1
            case .clientLeft: 2
            case .refused(let refusal): Outcome.column(of: refusal)
            }
        }

        private static func column(of refusal: Refusal) -> Int {
            switch refusal {
            case .certificateUnmapped: 3
            case .tokenMissing: 4
            case .tokenExpired: 5
            case .tokenInvalid: 6
            case .accessDenied: 7
            case .modelUnknown: 8
            case .versionUnknown: 9
            case .residencyDenied: 10
            case .rateLimited: 11
            case .noWorker: 12
            case .limitStoreUnavailable: 13
            case .overloaded: 14
            case .draining: 15
            case .workerFailed: 16
            case .deadlineExceeded: 17
            case .badRequest: 18
            case .tooLarge, .headersTooLarge: 19
            case .unsupported: 20
            }
        }
    }

    private var models: [(name: String, versions: [String])] = []
    private var firstRow: [Int] = []
    private var counts: [UInt64] = []

    /// Makes room for a policy set; what was counted before must have been taken with `drain`.
    mutating func layOut(_ policies: Policies) {
        models = policies.models.map { ($0.name, $0.traffic.versions.map(\.name)) }
        firstRow = []
        var rows = 1
        for model in models {
            firstRow.append(rows)
            rows += model.versions.count + 1
        }
        counts = Array(repeating: 0, count: rows * Self.codes.count)
    }

    /// Counts one request.
    mutating func count(_ model: ModelIndex?, _ version: VersionIndex?, _ outcome: Outcome) {
        var row = 0
        if let model {
            row = firstRow[Int(model.rawValue)] + (version.map { Int($0.rawValue) + 1 } ?? 0)
        }
        counts[row * Self.codes.count + outcome.column] &+= 1
    }

    /// Adds the counts to named series and starts again at zero.
    mutating func drain(into series: inout [ShardCounters.RequestLabels: UInt64]) {
        add(row: 0, model: "", version: "", to: &series)
        for (index, model) in models.enumerated() {
            add(row: firstRow[index], model: model.name, version: "", to: &series)
            for (offset, version) in model.versions.enumerated() {
                add(
                    row: firstRow[index] + offset + 1, model: model.name, version: version,
                    to: &series)
            }
        }
    }

    private mutating func add(
        row: Int, model: String, version: String,
        to series: inout [ShardCounters.RequestLabels: UInt64]
    ) {
        for (column, code) in Self.codes.enumerated() {
            let index = row * Self.codes.count + column
            guard counts[index] > 0 else { continue }
            let labels = ShardCounters.RequestLabels(model: model, version: version, code: code)
            series[labels, default: 0] &+= counts[index]
            counts[index] = 0
        }
    }
}
