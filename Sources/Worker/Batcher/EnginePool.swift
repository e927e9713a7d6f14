// The threads on which a shard's batches run, so that the shard's own thread never computes.

import Runtime

/// Runs batches, one on each thread at a time.
final class EnginePool {
    private final class Runner {
        let mailbox: Mailbox<EngineOrder>
        /// The batches it was given, the one that runs first.
        var batches: [Batch] = []
        private var thread: ShardThread?

        init(_ mailbox: Mailbox<EngineOrder>, _ thread: consuming ShardThread) {
            self.mailbox = mailbox
            self.thread = consume thread
        }

        func stop() {
            mailbox.post(.stop)
            thread.take()?.join()
        }
    }

    /// How many batches a thread may be given, so that short runs follow each other at once.
    private static let depth = 4

    private var runners: [Runner] = []
    /// The batches that have been given to threads and are not back.
    private(set) var runningCount = 0

    /// Starts the threads.
    ///
    /// - Parameter report: called on an engine's thread with each batch that it has run.
    init(threads: Int, report: @escaping @Sendable (EngineReport) -> Void) throws(SystemError) {
        for index in 0..<threads {
            runners.append(try Self.start(index, report))
        }
    }

    private static func start(
        _ index: Int, _ report: @escaping @Sendable (EngineReport) -> Void
    ) throws(SystemError) -> Runner {
        let loop = try EventLoop<EngineOrder>()
        let mailbox = loop.mailbox
        let handover = Handover(loop)
        let body: @Sendable () -> Void = { serve(handover.take(), index, report) }
        return Runner(mailbox, try ShardThread.start(name: "engine-\(index)", body))
    }

    /// Whether a thread has nothing to do.
    var hasIdleThread: Bool { runners.contains { $0.batches.isEmpty } }

    /// Whether a thread may be given another batch.
    var hasRoom: Bool { runningCount < runners.count * Self.depth }

    /// Whether nothing runs.
    var isIdle: Bool { runningCount == 0 }

    /// Runs a batch on the thread that has least to do.
    func run(_ batch: Batch) {
        guard let runner = runners.min(by: { $0.batches.count < $1.batches.count }) else { return }
        runner.batches.append(batch)
        runningCount += 1
        runner.mailbox.post(.run(batch.model.loaded, Handover(batch.call)))
    }

    /// Takes a batch back that a report told of.
    func take(_ report: EngineReport) -> Batch {
        let call = report.call.take()
        runningCount -= 1
        let batch = runners[report.thread].batches.removeFirst()
        precondition(batch.call === call, "a thread runs its batches in order")
        return batch
    }

    /// Ends the threads; what still runs is interrupted.
    func stop() {
        for runner in runners { runner.batches.forEach { $0.cancellation.cancel() } }
        for runner in runners { runner.stop() }
        runners = []
    }

    private static func serve(
        _ loop: EventLoop<EngineOrder>, _ index: Int,
        _ report: @Sendable (EngineReport) -> Void
    ) {
        var isServing = true
        while isServing {
            loop.turn(maximumWaitMilliseconds: 60_000) { event in
                guard case .message(let order) = event else { return }
                switch order {
                case .stop: isServing = false
                case .run(let model, let handover): report(run(model, handover, index))
                }
            }
        }
    }

    private static func run(
        _ model: any LoadedModel, _ handover: Handover<EngineCall>, _ index: Int
    ) -> EngineReport {
        let call = handover.take()
        let start = Instant.now()
        var fault: EngineFault?
        do throws(EngineFault) {
            try model.run(call)
        } catch {
            fault = error
        }
        let nanoseconds = Instant.now().nanoseconds - start.nanoseconds
        return EngineReport(
            thread: index, call: Handover(call), fault: fault, nanoseconds: nanoseconds)
    }
}
