// The bounded queue of a shard, and which requests run together and when.

import Runtime

/// Queues requests and forms batches; it knows no threads and no clock.
///
/// A request runs at once when its model is idle; while the model runs, requests with equal shapes
/// gather until the batch is full, the delay is over or the model is idle again.
final class Batcher {
    private let limits: BatchLimits
    private var waiting: [Batch] = []
    private var running: [ObjectIdentifier: Int] = [:]
    /// The requests that wait.
    private(set) var queueLength = 0

    init(_ limits: BatchLimits) {
        self.limits = limits
    }

    /// Whether no request may wait any more.
    var isFull: Bool { queueLength >= limits.queueCapacity }

    /// Returns the batch that a request of this layout joins.
    ///
    /// The caller appends the request's bytes to every input and then calls `add`.
    func batch(for model: ServedModel, _ layout: RequestLayout, now: Instant) -> Batch {
        for batch in waiting where batch.takes(model, layout, maximumRows: limits.maximumRows) {
            return batch
        }
        let batch = Batch(model: model, layout: layout, opened: now)
        waiting.append(batch)
        return batch
    }

    /// Queues a request in the batch that `batch(for:_:now:)` gave for it.
    func add(_ ticket: Token, rows: Int, to batch: Batch) {
        batch.add(ticket, rows: rows)
        queueLength += 1
    }

    /// Forgets a batch that was made for a request which did not join.
    func discardIfEmpty(_ batch: Batch) {
        if batch.entries.isEmpty { waiting.removeAll { $0 === batch } }
    }

    /// Queues each request of a batch that failed by itself, ahead of the others.
    func split(_ batch: Batch) -> [Batch] {
        let alone = batch.split()
        waiting.insert(contentsOf: alone, at: 0)
        queueLength += alone.count
        return alone
    }

    /// Takes the oldest batch that should run now.
    ///
    /// - Parameter isThreadIdle: false when the batch would have to wait for the run before it, which
    ///   only short runs of batches that cannot grow are worth.
    func takeReady(now: Instant, isThreadIdle: Bool = true) -> Batch? {
        let found = waiting.firstIndex { batch in
            isThreadIdle ? isReady(batch, now) : isComplete(batch) && batch.model.counters.isQuick
        }
        guard let index = found else { return nil }
        let batch = waiting.remove(at: index)
        queueLength -= batch.entries.count
        running[ObjectIdentifier(batch.model), default: 0] += 1
        batch.begin()
        return batch
    }

    /// Whether waiting could not bring a batch more company.
    private func isComplete(_ batch: Batch) -> Bool {
        !batch.model.isBatchable || batch.isAlone || batch.rows >= limits.maximumRows
    }

    private func isReady(_ batch: Batch, _ now: Instant) -> Bool {
        isComplete(batch) || running[ObjectIdentifier(batch.model), default: 0] == 0
            || now >= due(batch)
    }

    private func due(_ batch: Batch) -> Instant {
        batch.opened.advanced(byMilliseconds: limits.maximumDelayMilliseconds)
    }

    /// When the oldest waiting batch should run even without being full; nil when none waits.
    var nextDue: Instant? {
        waiting.first.map(due)
    }

    /// Notes that a batch has left the engine.
    func finished(_ batch: Batch) {
        batch.end()
        let model = ObjectIdentifier(batch.model)
        let left = running[model, default: 1] - 1
        running[model] = left == 0 ? nil : left
    }

    /// Lets go of a request; a run that nobody waits for any more is interrupted.
    ///
    /// - Returns: whether the request had not begun to run.
    func cancel(_ ticket: Token, in batch: Batch) -> Bool {
        let isAbandoned = batch.drop(ticket)
        if batch.isRunning {
            if isAbandoned { batch.cancellation.cancel() }
            return false
        }
        queueLength -= 1
        if isAbandoned { waiting.removeAll { $0 === batch } }
        return true
    }
}
