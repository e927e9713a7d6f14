// The requests that share one run of a model.

import Runtime
import Wire

/// Collects requests of one model and equal shapes; while it runs, the engine's thread has its call.
final class Batch {
    /// One request of a batch.
    struct Entry {
        /// The shard's name for the request.
        let ticket: Token
        let rows: Int
        /// False once its caller left; its rows stay in a run that has begun.
        var isWanted = true
    }

    let model: ServedModel
    let opened: Instant
    // INVARIANT: while `isRunning`, only the engine's thread touches `call`, except `cancellation`.
    let call: EngineCall
    let cancellation = Cancellation()
    private(set) var entries: [Entry] = []
    private(set) var rows = 0
    private(set) var isRunning = false
    /// Whether it stands for one request that shared a run which failed.
    let isAlone: Bool

    init(model: ServedModel, layout: RequestLayout, opened: Instant) {
        self.model = model
        self.opened = opened
        isAlone = false
        call = EngineCall(inputCount: layout.shapes.count, cancellation: cancellation)
        for (index, tensor) in call.inputs.enumerated() {
            tensor.shape = layout.shapes[index]
            tensor.elementWidth = model.description.inputs[index].datatype.byteWidth
        }
    }

    /// Makes a batch of one request of a batch that failed.
    private init(alone index: Int, of batch: Batch) {
        model = batch.model
        opened = batch.opened
        isAlone = true
        call = EngineCall(inputCount: batch.call.inputs.count, cancellation: cancellation)
        let first = batch.entries[..<index].reduce(0) { $0 + $1.rows }
        let rows = first..<first + batch.entries[index].rows
        for (tensor, whole) in zip(call.inputs, batch.call.inputs) {
            tensor.shape = whole.shape
            tensor.elementWidth = whole.elementWidth
            let width = whole.bytes.count / batch.rows
            tensor.append(rows.lowerBound * width..<rows.upperBound * width, of: whole)
        }
        add(batch.entries[index].ticket, rows: rows.count)
    }

    /// Makes a batch for each request that is still wanted.
    func split() -> [Batch] {
        entries.indices.filter { entries[$0].isWanted }.map { Batch(alone: $0, of: self) }
    }

    /// Whether a request may join: same model, same shapes but for the first dimension, room.
    func takes(_ model: ServedModel, _ layout: RequestLayout, maximumRows: Int) -> Bool {
        guard model === self.model, model.isBatchable, !isAlone, rows + layout.rows <= maximumRows
        else {
            return false
        }
        for (tensor, shape) in zip(call.inputs, layout.shapes) {
            guard tensor.shape.count == shape.count else { return false }
            for index in shape.indices.dropFirst() where tensor.shape[index] != shape[index] {
                return false
            }
        }
        return true
    }

    /// Takes back what was appended to an input for a request that is not added after all.
    func dropUnadded(_ tensor: TensorBuffer) {
        guard rows > 0 else {
            tensor.bytes.clear()
            return
        }
        let width = tensor.shape.dropFirst().reduce(tensor.elementWidth) { $0 * Int($1) }
        tensor.bytes.truncate(to: width * rows)
    }

    /// Adds a request whose bytes have been appended to every input.
    func add(_ ticket: Token, rows count: Int) {
        entries.append(Entry(ticket: ticket, rows: count))
        rows += count
    }

    /// Ends collecting: the engine may run it.
    func begin() {
        isRunning = true
        guard model.isBatchable else { return }
        for tensor in call.inputs { tensor.shape[0] = Int64(rows) }
    }

    /// Takes the call back from the engine.
    func end() {
        isRunning = false
    }

    /// Lets go of a request.
    ///
    /// - Returns: whether nobody waits for the batch any more.
    func drop(_ ticket: Token) -> Bool {
        guard let index = entries.firstIndex(where: { $0.ticket == ticket }) else { return false }
        if isRunning {
            entries[index].isWanted = false
            return entries.allSatisfy { !$0.isWanted }
        }
        removeRows(of: index)
        return entries.isEmpty
    }

    /// Takes a waiting request's rows out of every input.
    private func removeRows(of index: Int) {
        let first = entries[..<index].reduce(0) { $0 + $1.rows }
        let count = entries[index].rows
        for tensor in call.inputs {
            let width = tensor.bytes.count / rows
            tensor.removeBytes(first * width..<(first + count) * width)
        }
        entries.remove(at: index)
        rows -= count
    }
}
