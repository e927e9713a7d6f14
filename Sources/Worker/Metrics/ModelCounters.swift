// What a model has done: counted where it happens, read when scraped.

import Synchronization

/// Counts one model version's inferences; any shard adds, any thread reads.
final class ModelCounters: Sendable {
    /// How an inference ended.
    enum Outcome: String, CaseIterable {
        case ok, failed, cancelled
        case deadlineExceeded = "deadline_exceeded"
        case refused
    }

    /// The upper bounds of the batch-size histogram; one more bucket holds the rest.
    static let rowBounds = [1, 2, 4, 8, 16, 32, 64]

    let accepted = Atomic<Int>(0)
    let started = Atomic<Int>(0)
    let ok = Atomic<Int>(0)
    let failed = Atomic<Int>(0)
    let cancelled = Atomic<Int>(0)
    let deadlineExceeded = Atomic<Int>(0)
    let refused = Atomic<Int>(0)
    let batches = Atomic<Int>(0)
    let terminatedBatches = Atomic<Int>(0)
    let rows = Atomic<Int>(0)
    let finishedBatches = Atomic<Int>(0)
    let runNanoseconds = Atomic<Int>(0)
    let buckets: [RowBucket] = (0...rowBounds.count).map { _ in RowBucket() }

    /// One cell of the histogram.
    final class RowBucket: Sendable {
        let count = Atomic<Int>(0)
    }

    func count(_ outcome: Outcome) {
        switch outcome {
        case .ok: ok.add(1, ordering: .relaxed)
        case .failed: failed.add(1, ordering: .relaxed)
        case .cancelled: cancelled.add(1, ordering: .relaxed)
        case .deadlineExceeded: deadlineExceeded.add(1, ordering: .relaxed)
        case .refused: refused.add(1, ordering: .relaxed)
        }
    }

    func value(_ outcome: Outcome) -> Int {
        switch outcome {
        case .ok: ok.load(ordering: .relaxed)
        case .failed: failed.load(ordering: .relaxed)
        case .cancelled: cancelled.load(ordering: .relaxed)
        case .deadlineExceeded: deadlineExceeded.load(ordering: .relaxed)
        case .refused: refused.load(ordering: .relaxed)
        }
    }

    func countRun(nanoseconds: Int) {
        finishedBatches.add(1, ordering: .relaxed)
        runNanoseconds.add(nanoseconds, ordering: .relaxed)
    }

    /// Whether its runs have been so short that handing each over costs as much; false at first.
    var isQuick: Bool {
        let runs = finishedBatches.load(ordering: .relaxed)
        return runNanoseconds.load(ordering: .relaxed) < runs * 1_000_000
    }

    func countBatch(entries: Int, rows count: Int) {
        started.add(entries, ordering: .relaxed)
        batches.add(1, ordering: .relaxed)
        rows.add(count, ordering: .relaxed)
        let bucket = Self.rowBounds.firstIndex { count <= $0 } ?? Self.rowBounds.count
        buckets[bucket].count.add(1, ordering: .relaxed)
    }
}
