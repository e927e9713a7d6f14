// The shapes of one request's inputs, checked against its model and ready to be batched.

/// Holds the checked shapes of a request; one object is used again for every request of a shard.
final class RequestLayout {
    /// The first dimension of every input, or 1 when the model takes one request at a time.
    var rows = 1
    /// The shapes in the order of the model's inputs.
    var shapes: [[Int64]] = []

    /// Makes room for so many inputs and forgets their shapes.
    func reset(inputCount: Int) {
        rows = 1
        while shapes.count < inputCount { shapes.append([]) }
        while shapes.count > inputCount { shapes.removeLast() }
        for index in shapes.indices { shapes[index].removeAll(keepingCapacity: true) }
    }
}
