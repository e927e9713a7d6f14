// Turns records into lines: what the audit log and the access log say of one decision.

import Gateway
import Policy
import Runtime
import Wire

/// Writes records as JSON lines, and holds back what a sink's region may not keep; for one thread.
final class RecordFormat {
    /// Keys the hash that stands for a caller where its name may not be written.
    private let auditKey: [UInt8]
    // Most records of a batch fall in one second, whose text is made once.
    private var second = Int64.min
    private var secondText: [UInt8] = []

    init(auditKey: [UInt8]) {
        self.auditKey = auditKey
    }

    /// Whether the sinks' region may keep a whole record of this request.
    ///
    /// A request refused before it was placed has sent no data anywhere; its record is whole, since
    /// who was refused what is what the log is for.
    static func mayKeepWhole(_ record: Record) -> Bool {
        guard let decision = record.decision, !decision.zone.isEmpty else { return true }
        let regions = record.logRegions ?? decision.log
        guard let sink = record.snapshot.auditRegion else { return false }
        return regions.contains(sink)
    }

    /// The audit log's line.
    func audit(_ record: Record) -> [UInt8] {
        var line = JSONLine()
        addTime(record.unixMilliseconds, to: &line)
        line.add("kind", "decision")
        line.add("decision_id", plain: Self.text(record.decisionID))
        line.add("code", Self.code(record))
        line.add("policy_set", record.snapshot.policies.id)
        guard Self.mayKeepWhole(record) else {
            line.add("caller_hash", callerHash(record))
            return line.finish()
        }
        addCaller(record, to: &line)
        addQuestion(record, to: &line)
        addDecision(record, to: &line)
        addOutcome(record, to: &line)
        return line.finish()
    }

    /// The access log's line.
    func access(_ record: Record) -> [UInt8] {
        var line = JSONLine()
        addTime(record.unixMilliseconds, to: &line)
        line.add("decision_id", plain: Self.text(record.decisionID))
        line.add("code", Self.code(record))
        guard Self.mayKeepWhole(record) else {
            line.add("policy_set", record.snapshot.policies.id)
            line.add("caller_hash", callerHash(record))
            return line.finish()
        }
        line.add("client", record.clientAddress?.description)
        line.add("protocol", Self.name(record.clientProtocol))
        line.add("caller", record.caller?.name ?? record.certificate?.callerName)
        line.add("tenant", record.caller?.tenant ?? record.certificate?.tenant)
        addQuestion(record, to: &line)
        addOutcome(record, to: &line)
        return line.finish()
    }

    /// The audit log's line for a connection that ended in its handshake.
    func audit(_ record: ConnectionRecord) -> [UInt8] {
        var line = JSONLine()
        addTime(record.unixMilliseconds, to: &line)
        line.add("kind", "connection")
        line.add("reason", record.reason)
        line.add("client", record.clientAddress?.description)
        line.add("text", record.text)
        return line.finish()
    }

    // MARK: Parts

    private func addTime(_ unixMilliseconds: Int64, to line: inout JSONLine) {
        let milliseconds = ((unixMilliseconds % 1_000) + 1_000) % 1_000
        let start = unixMilliseconds - milliseconds
        if start != second {
            second = start
            secondText = Array(LogTime.text(unixMilliseconds: start).utf8)
        }
        var text = secondText
        // The text ends in `.000Z`.
        for (place, divisor) in [(4, Int64(100)), (3, 10), (2, 1)] {
            text[text.count - place] = UInt8(ascii: "0") + UInt8(milliseconds / divisor % 10)
        }
        line.add("time", plain: text)
    }

    private static func text(_ id: DecisionID) -> [UInt8] {
        [UInt8](capacity: DecisionID.textBytes) { output in id.write(into: &output) }
    }

    private func addCaller(_ record: Record, to line: inout JSONLine) {
        line.add("client", record.clientAddress?.description)
        line.add("protocol", Self.name(record.clientProtocol))
        line.add("caller", record.caller?.name ?? record.certificate?.callerName)
        line.add("tenant", record.caller?.tenant ?? record.certificate?.tenant)
        line.add("roles", record.caller?.roles ?? [])
        let name = record.certificate?.uri ?? record.certificateName
        line.add("certificate", name.isEmpty ? nil : name)
        line.add(
            "certificate_sha256", record.certificate.map { Hexadecimal.encode($0.thumbprint) })
        line.add("issuer", record.caller?.issuer)
        line.add("subject", record.caller?.subject)
    }

    private func addQuestion(_ record: Record, to line: inout JSONLine) {
        let model = record.model.map { record.snapshot.policies[$0] }
        line.add("action", record.action?.name)
        line.add("model", model?.name)
        if let model, let version = record.version,
            model.traffic.versions.indices.contains(Int(version.rawValue))
        {
            line.add("version", model.traffic.versions[Int(version.rawValue)].name)
        }
    }

    private func addDecision(_ record: Record, to line: inout JSONLine) {
        let policies = record.snapshot.policies
        line.add("decision", record.refusal == nil ? "allow" : "deny")
        line.add("reason", record.reason ?? Self.text(record.refusal))
        guard let decision = record.decision else { return }
        line.add("policies", decision.policies)
        line.add("residency_policies", decision.residencyPolicies)
        line.add("policy_errors", decision.errors)
        var classes: [String] = []
        for (index, name) in policies.dataClasses.enumerated()
        where decision.dataClasses.contains(DataClassIndex(UInt8(index))) {
            classes.append(name)
        }
        line.add("data_classes", classes)
        guard !decision.zone.isEmpty else { return }
        line.add("process", Self.names(decision.process, policies))
        line.add("cache_regions", Self.names(decision.cache, policies))
        line.add("log", Self.names(decision.log, policies))
    }

    private func addOutcome(_ record: Record, to line: inout JSONLine) {
        line.add("http_status", record.httpStatus)
        line.add("grpc_status", record.grpcStatus)
        line.add("region", record.region.map { record.snapshot.policies[$0].name })
        line.add("worker", record.worker?.description)
        line.add("tries", record.tries == 0 ? nil : record.tries)
        line.add("cache", Self.name(record.cache))
        line.add("request_bytes", record.requestBytes)
        line.add("answer_bytes", record.answerBytes)
        line.add("total_us", Self.microseconds(record.totalNanoseconds))
        line.add("policy_us", Self.microseconds(record.policyNanoseconds))
        line.add("worker_us", Self.microseconds(record.workerNanoseconds))
        line.add("shard", record.shard)
    }

    /// What stands for the caller where its name may not: equal for equal callers under one key.
    private func callerHash(_ record: Record) -> String {
        let name =
            record.caller?.identityKey ?? record.certificate.map { Array($0.callerName.utf8) }
            ?? Array(record.certificateName.utf8)
        let key = auditKey
        return HMACSHA256.authenticate(name.span, key: key.span).hex
    }

    private static func code(_ record: Record) -> String {
        if let refusal = record.refusal { return refusal.code.description }
        if record.httpStatus == 499 { return "client_left" }
        return record.grpcStatus == 0 ? "ok" : "worker_error"
    }

    /// What a refusal says of the request itself, where it says more than its code.
    private static func text(_ refusal: Refusal?) -> String? {
        switch refusal {
        case .badRequest(let text), .unsupported(let text): text
        default: nil
        }
    }

    private static func names(_ regions: RegionSet, _ policies: Policies) -> [String] {
        var names: [String] = []
        regions.forEach { names.append(policies[$0].name) }
        return names
    }

    private static func microseconds(_ nanoseconds: UInt64) -> Int { Int(nanoseconds / 1_000) }

    private static func name(_ clientProtocol: Record.ClientProtocol) -> String {
        switch clientProtocol {
        case .grpc: "grpc"
        case .restHTTP2: "rest-h2"
        case .restHTTP1: "rest-http1"
        }
    }

    private static func name(_ cache: Record.Cache) -> String {
        switch cache {
        case .off: "off"
        case .miss: "miss"
        case .hit: "hit"
        }
    }
}
