// An inference's way through the shard: checked, queued, run elsewhere, answered.

import Runtime
import Synchronization
import Wire

extension Shard {
    /// Queues an inference, or refuses it.
    func infer(_ call: Call) {
        do throws(CallFault) {
            try enqueue(call)
        } catch {
            refuse(call, error.status, error.text)
        }
    }

    private func enqueue(_ call: Call) throws(CallFault) {
        let model = try reader.read(call.stream.body, models)
        guard !batcher.isFull else {
            model.counters.count(.refused)
            throw CallFault(.unavailable, "the queue is full: try again later or elsewhere")
        }
        let batch = batcher.batch(for: model, reader.layout, now: loop.now)
        do throws(CallFault) {
            try reader.append(call.stream.body, to: batch)
        } catch {
            batcher.discardIfEmpty(batch)
            throw error
        }
        reader.copyID(call.stream.body, into: &call.id)
        call.outputs.append(contentsOf: reader.outputs)
        batcher.add(call.token, rows: reader.layout.rows, to: batch)
        call.batch = batch
        model.counters.accepted.add(1, ordering: .relaxed)
        call.dropBody()
    }

    /// Answers the calls of a batch that an engine's thread is done with.
    func finished(_ report: EngineReport) {
        let batch = pool.take(report)
        batcher.finished(batch)
        batch.model.counters.countRun(nanoseconds: Int(report.nanoseconds))
        if let fault = report.fault ?? Self.wrongRows(batch) {
            failed(batch, fault)
            return
        }
        let head = head(for: batch.model)
        var row = 0
        for entry in batch.entries {
            let rows = row..<row + entry.rows
            row = rows.upperBound
            guard entry.isWanted, let call = calls[entry.ticket] else { continue }
            answer(call, batch, rows, head)
        }
    }

    /// Says what is wrong when an output does not have a row for each row that went in.
    private static func wrongRows(_ batch: Batch) -> EngineFault? {
        guard batch.model.isBatchable else { return nil }
        for (output, description) in zip(batch.call.outputs, batch.model.description.outputs)
        where output.shape.first != Int64(batch.rows) {
            return .failed(
                "output `\(description.name)` has shape \(output.shape) for \(batch.rows) rows")
        }
        return nil
    }

    private func failed(_ batch: Batch, _ fault: EngineFault) {
        if fault == .cancelled {
            batch.model.counters.terminatedBatches.add(1, ordering: .relaxed)
        } else {
            warn("\(batch.model.path) failed: \(fault)")
        }
        if fault != .cancelled && batch.entries.count > 1 {
            // One caller's input must not fail the others: each gets a run of its own.
            for alone in batcher.split(batch) {
                if let call = calls[alone.entries[0].ticket] { call.batch = alone }
            }
            return
        }
        for entry in batch.entries where entry.isWanted {
            guard let call = calls[entry.ticket] else { continue }
            batch.model.counters.count(.failed)
            call.batch = nil
            if case .badInput(let text) = fault {
                refuse(call, .invalidArgument, text)
            } else {
                refuse(call, .internal, "the model failed: \(fault)")
            }
        }
    }

    private func answer(
        _ call: Call, _ batch: Batch, _ rows: Range<Int>, _ head: AnswerHead
    ) {
        let http = call.connection.http
        let bytes = InferenceAnswer.byteCount(batch, rows, outputs: call.outputs)
        guard bytes <= InferenceAnswer.maximumBytes else {
            batch.model.counters.count(.failed)
            call.batch = nil
            refuse(call, .resourceExhausted, "the answer has \(bytes) bytes: ask for fewer rows")
            return
        }
        InferenceAnswer.write(
            batch, rows, id: call.id, outputs: call.outputs, into: &call.stream.outgoing)
        http.respond(call.stream.id, head.block, endStream: false)
        http.finish(call.stream.id, trailers: replies.okTrailers)
        batch.model.counters.count(.ok)
        call.batch = nil
        answered(call)
    }

    private func head(for model: ServedModel) -> AnswerHead {
        if let head = heads[ObjectIdentifier(model)] { return head }
        let head = AnswerHead(digest: model.digest)
        heads[ObjectIdentifier(model)] = head
        return head
    }
}
