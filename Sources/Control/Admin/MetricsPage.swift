// The page of metrics: what the shards counted, how reloads went, and how the process is.

import Gateway
import Synchronization

/// Writes the page.
enum MetricsPage {
    /// Every family, from the sum over the shards, the control thread's state and the writer's.
    static func text(
        _ counters: ShardCounters, _ state: ControlState, _ tally: WriterTally,
        process: ProcessFigures
    ) -> String {
        var page = PrometheusText()
        addRequests(counters, to: &page)
        addConnections(counters, to: &page)
        addCache(counters, to: &page)
        addLimits(counters, to: &page)
        addWorkers(counters, to: &page)
        addPolicy(state, to: &page)
        addRecords(tally, to: &page)
        addProcess(state, process, to: &page)
        return page.text
    }

    private static func addRequests(_ counters: ShardCounters, to page: inout PrometheusText) {
        page.family(
            "portcullis_requests_total", .counter, "Requests answered, by model, version and code.")
        let series = counters.requests.sorted {
            ($0.key.model, $0.key.version, $0.key.code) < (
                $1.key.model, $1.key.version, $1.key.code
            )
        }
        for (labels, count) in series {
            page.sample(
                "portcullis_requests_total",
                ["model": labels.model, "version": labels.version, "code": labels.code], count)
        }
        page.family("portcullis_refusals_total", .counter, "Requests refused, by stable code.")
        for (code, count) in counters.refusals.sorted(by: { $0.key < $1.key }) {
            page.sample("portcullis_refusals_total", ["code": code], count)
        }
        page.single(
            "portcullis_requests_in_flight", .gauge, "Requests being served now.",
            counters.requestsInFlight)
        page.histogram(
            "portcullis_request_duration_seconds", "From a request's head to its answer's end.",
            counters.total)
        page.histogram(
            "portcullis_policy_duration_seconds",
            "Spent in the gate before the first try or the answer.", counters.policy)
        page.histogram(
            "portcullis_worker_duration_seconds", "Spent waiting for workers.", counters.worker)
    }

    private static func addConnections(_ counters: ShardCounters, to page: inout PrometheusText) {
        page.single(
            "portcullis_connections_accepted_total", .counter, "Client connections accepted.",
            counters.connectionsAccepted)
        page.single(
            "portcullis_connections_open", .gauge, "Client connections open now.",
            counters.connectionsOpen)
        page.family(
            "portcullis_handshakes_total", .counter,
            "TLS handshakes completed, by whether a session was resumed.")
        let full = counters.handshakesCompleted &- counters.handshakesResumed
        page.sample("portcullis_handshakes_total", ["resumed": "false"], full)
        page.sample(
            "portcullis_handshakes_total", ["resumed": "true"], counters.handshakesResumed)
        page.family(
            "portcullis_handshakes_refused_total", .counter, "TLS handshakes refused, by reason.")
        for (reason, count) in counters.handshakesFailed.sorted(by: { $0.key < $1.key }) {
            page.sample("portcullis_handshakes_refused_total", ["reason": reason], count)
        }
        page.family(
            "portcullis_tokens_accepted_total", .counter,
            "Tokens accepted, by whether their signature was verified now or is remembered.")
        page.sample(
            "portcullis_tokens_accepted_total", ["source": "verified"], counters.tokensVerified)
        page.sample(
            "portcullis_tokens_accepted_total", ["source": "remembered"],
            counters.tokensRemembered)
    }

    private static func addCache(_ counters: ShardCounters, to page: inout PrometheusText) {
        page.family("portcullis_cache_hits_total", .counter, "Answers from the cache, by store.")
        page.sample("portcullis_cache_hits_total", ["store": "memory"], counters.cacheHitsMemory)
        page.sample("portcullis_cache_hits_total", ["store": "redis"], counters.cacheHitsStore)
        page.single(
            "portcullis_cache_misses_total", .counter, "Cacheable requests not found in the cache.",
            counters.cacheMisses)
        page.single(
            "portcullis_cache_stores_total", .counter, "Answers stored.", counters.cacheStores)
        page.single(
            "portcullis_cache_version_mismatches_total", .counter,
            "Answers not stored because another version made them.",
            counters.cacheVersionMismatches)
        page.single(
            "portcullis_cache_coalesced_total", .counter,
            "Requests that waited for another's answer.", counters.cacheCoalesced)
        page.single(
            "portcullis_store_failures_total", .counter,
            "Replies of the shared store that were late, lost or refused.", counters.storeFailures)
        page.single(
            "portcullis_store_unseal_failures_total", .counter,
            "Values in the shared store that could not be opened.", counters.storeUnsealFailures)
    }

    private static func addLimits(_ counters: ShardCounters, to page: inout PrometheusText) {
        page.family(
            "portcullis_limit_decisions_total", .counter, "Decisions of limits, by limit.")
        let names = Set(counters.limitAllowed.keys).union(counters.limitRefused.keys)
        for name in names.sorted() {
            page.sample(
                "portcullis_limit_decisions_total", ["limit": name, "decision": "allowed"],
                counters.limitAllowed[name] ?? 0)
            page.sample(
                "portcullis_limit_decisions_total", ["limit": name, "decision": "refused"],
                counters.limitRefused[name] ?? 0)
        }
        page.single(
            "portcullis_limit_store_failures_total", .counter,
            "Decisions of global limits made without the shared store.",
            counters.limitStoreFailures)
    }

    private static func addWorkers(_ counters: ShardCounters, to page: inout PrometheusText) {
        page.single(
            "portcullis_worker_tries_total", .counter, "Tries sent to workers.",
            counters.workerTries)
        page.single(
            "portcullis_worker_retries_total", .counter, "Tries that were a second one.",
            counters.workerRetries)
        page.single(
            "portcullis_worker_failures_total", .counter, "Tries that failed.",
            counters.workerFailures)
        page.single(
            "portcullis_worker_cancellations_total", .counter,
            "Tries given up because the client left or its deadline passed.",
            counters.workerCancellations)
        page.family(
            "portcullis_worker_ready_connections", .gauge,
            "Connections to each worker that are ready now, over all shards.")
        for (worker, count) in counters.workersReady.sorted(by: { $0.key < $1.key }) {
            page.sample("portcullis_worker_ready_connections", ["worker": worker], count)
        }
    }

    private static func addPolicy(_ state: ControlState, to page: inout PrometheusText) {
        page.family(
            "portcullis_policy_reloads_total", .counter,
            "Changed policy sets and keys, by whether they were taken.")
        page.sample(
            "portcullis_policy_reloads_total", ["result": "accepted"], state.reloadsAccepted)
        page.sample(
            "portcullis_policy_reloads_total", ["result": "rejected"], state.reloadsRejected)
        page.single(
            "portcullis_policy_last_reload_accepted", .gauge,
            "Whether the last change was taken; 0 means that an older set is in force.",
            UInt64(state.lastReloadAccepted ? 1 : 0))
        page.single(
            "portcullis_policy_accepted_timestamp_seconds", .gauge,
            "When the policy set in force was taken.", Double(state.acceptedUnixSeconds))
        page.single(
            "portcullis_policy_adoption_seconds", .gauge,
            "From acceptance of the set in force to its adoption on the last shard.",
            Double(state.adoptionNanoseconds) / 1e9)
        page.single(
            "portcullis_certificate_end_timestamp_seconds", .gauge,
            "When the gate's own certificate ceases to be valid.",
            Double(state.certificateEndsUnixSeconds))
        page.family("portcullis_policy_set_info", .gauge, "The id of the policy set in force.")
        page.sample("portcullis_policy_set_info", ["id": state.policySetID], UInt64(1))
    }

    private static func addRecords(_ tally: WriterTally, to page: inout PrometheusText) {
        page.single(
            "portcullis_audit_lines_total", .counter, "Audit lines written.",
            tally.auditLines.load(ordering: .relaxed))
        page.single(
            "portcullis_audit_lines_dropped_total", .counter,
            "Audit lines lost because the log could not be written for too long.",
            tally.auditDropped.load(ordering: .relaxed))
        page.single(
            "portcullis_audit_pending_bytes", .gauge, "Audit lines that wait to be written.",
            tally.auditPendingBytes.load(ordering: .relaxed))
        page.single(
            "portcullis_access_lines_total", .counter, "Access lines written.",
            tally.accessLines.load(ordering: .relaxed))
        page.single(
            "portcullis_access_lines_dropped_total", .counter,
            "Access lines left out because there were too many.",
            tally.accessDropped.load(ordering: .relaxed))
    }

    private static func addProcess(
        _ state: ControlState, _ process: ProcessFigures, to page: inout PrometheusText
    ) {
        page.family("portcullis_build_info", .gauge, "The version that runs.")
        page.sample("portcullis_build_info", ["version": Version.text], UInt64(1))
        page.single("portcullis_shards", .gauge, "Shards that run.", UInt64(state.shards))
        page.single(
            "process_start_time_seconds", .gauge, "When the process started.",
            Double(state.startUnixSeconds))
        page.single(
            "process_cpu_seconds_total", .counter, "Processor time used.", process.cpuSeconds)
        page.single(
            "process_resident_memory_bytes", .gauge, "Memory in use.", process.residentBytes)
        page.single("process_open_fds", .gauge, "Descriptors open.", process.openDescriptors)
    }
}
