// The worker's metrics as Prometheus text.

import Synchronization

/// Writes the counters of models and the levels of shards in the text format 0.0.4.
enum MetricsPage {
    static func text(_ models: ServedModels, _ gauges: [ShardGauges]) -> String {
        var page = ""
        family(
            "inferences_accepted_total", "counter", "Inferences that were queued.", models, &page
        ) { $0.accepted.load(ordering: .relaxed) }
        family(
            "inferences_started_total", "counter", "Inferences whose run began.", models, &page
        ) { $0.started.load(ordering: .relaxed) }
        outcomes(models, &page)
        family("batches_total", "counter", "Runs of the engine.", models, &page) {
            $0.batches.load(ordering: .relaxed)
        }
        family(
            "batches_terminated_total", "counter",
            "Runs ended because nobody waited for them any more.", models, &page
        ) { $0.terminatedBatches.load(ordering: .relaxed) }
        runSeconds(models, &page)
        rows(models, &page)
        level("queue_length", "Requests that wait for a run.", gauges, &page) {
            $0.queueLength.load(ordering: .relaxed)
        }
        level("running_batches", "Runs under way.", gauges, &page) {
            $0.runningBatches.load(ordering: .relaxed)
        }
        level("connections", "Open connections.", gauges, &page) {
            $0.connections.load(ordering: .relaxed)
        }
        level("held_bytes", "Bytes of requests and answers under way.", gauges, &page) {
            $0.heldBytes.load(ordering: .relaxed)
        }
        refusedConnections(gauges, &page)
        return page
    }

    private static func head(_ name: String, _ kind: String, _ help: String, _ page: inout String) {
        page += "# HELP portcullis_worker_\(name) \(help)\n"
        page += "# TYPE portcullis_worker_\(name) \(kind)\n"
    }

    private static func labels(_ model: ServedModel) -> String {
        // Names and versions are letters, digits and `._-`: nothing to escape.
        "model=\"\(model.name)\",version=\"\(model.version)\""
    }

    private static func family(
        _ name: String, _ kind: String, _ help: String, _ models: ServedModels,
        _ page: inout String, _ value: (ModelCounters) -> Int
    ) {
        head(name, kind, help, &page)
        for model in models.all {
            page += "portcullis_worker_\(name){\(labels(model))} \(value(model.counters))\n"
        }
    }

    private static func outcomes(_ models: ServedModels, _ page: inout String) {
        head("inferences_total", "counter", "Inferences by how they ended.", &page)
        for model in models.all {
            for outcome in ModelCounters.Outcome.allCases {
                page += "portcullis_worker_inferences_total{\(labels(model)),"
                page += "outcome=\"\(outcome.rawValue)\"} \(model.counters.value(outcome))\n"
            }
        }
    }

    private static func runSeconds(_ models: ServedModels, _ page: inout String) {
        head("run_seconds_total", "counter", "Time spent in the engine.", &page)
        for model in models.all {
            let nanoseconds = model.counters.runNanoseconds.load(ordering: .relaxed)
            page += "portcullis_worker_run_seconds_total{\(labels(model))} "
            page += "\(Double(nanoseconds) / 1e9)\n"
        }
    }

    private static func rows(_ models: ServedModels, _ page: inout String) {
        head("batch_rows", "histogram", "Rows in a run of the engine.", &page)
        for model in models.all {
            let counters = model.counters
            var sum = 0
            for (index, bucket) in counters.buckets.enumerated() {
                sum += bucket.count.load(ordering: .relaxed)
                let isLast = index == ModelCounters.rowBounds.count
                let bound = isLast ? "+Inf" : "\(ModelCounters.rowBounds[index])"
                page += "portcullis_worker_batch_rows_bucket{\(labels(model)),le=\"\(bound)\"} "
                page += "\(sum)\n"
            }
            let rows = counters.rows.load(ordering: .relaxed)
            page += "portcullis_worker_batch_rows_sum{\(labels(model))} \(rows)\n"
            page += "portcullis_worker_batch_rows_count{\(labels(model))} \(sum)\n"
        }
    }

    private static func level(
        _ name: String, _ help: String, _ gauges: [ShardGauges], _ page: inout String,
        _ value: (ShardGauges) -> Int
    ) {
        head(name, "gauge", help, &page)
        page += "portcullis_worker_\(name) \(gauges.reduce(0) { $0 + value($1) })\n"
    }

    private static func refusedConnections(_ gauges: [ShardGauges], _ page: inout String) {
        head(
            "connections_refused_total", "counter",
            "Connections ended at or after their handshake.", &page)
        let refused = gauges.reduce(0) { $0 + $1.refusedHandshakes.load(ordering: .relaxed) }
        page += "portcullis_worker_connections_refused_total \(refused)\n"
    }
}
