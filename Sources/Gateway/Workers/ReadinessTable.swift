// Which model versions one worker says are ready, asked with the protocol's own ModelReady.

import Policy
import Wire

/// The readiness of each version of each model on one worker.
struct ReadinessTable {
    private var ready: [[Bool]] = []
    private var names: [String: [String: Bool]] = [:]
    private var policies: Policies?

    /// Whether this worker can answer with this version now.
    func isReady(_ model: ModelIndex, _ version: VersionIndex) -> Bool {
        let row = Int(model.rawValue)
        let column = Int(version.rawValue)
        return ready.indices.contains(row) && ready[row].indices.contains(column)
            && ready[row][column]
    }

    /// How many model versions are ready.
    var count: Int { ready.reduce(0) { $0 + $1.count(where: \.self) } }

    /// Makes room for a policy set's models; what was ready under the same name stays ready.
    mutating func layOut(_ policies: Policies) {
        self.policies = policies
        ready = policies.models.map { model in
            model.traffic.versions.map { names[model.name]?[$0.name] ?? false }
        }
    }

    /// Forgets everything: the connection is gone.
    mutating func clear() {
        names = [:]
        for row in ready.indices {
            for column in ready[row].indices { ready[row][column] = false }
        }
    }

    /// Sends one question for each model version; gives how many were sent.
    func ask(over session: HTTP2Session, shard: Shard) -> Int {
        guard let policies else { return 0 }
        var asked = 0
        for (row, model) in policies.models.enumerated() {
            for (column, version) in model.traffic.versions.enumerated() {
                guard let stream = session.request(shard.probeHeaders.block, endStream: false)
                else {
                    return asked
                }
                stream.tag = ShardToken.probe(model: row, version: column)
                Self.write(model, version, into: &stream.outgoing)
                session.finish(stream)
                asked += 1
            }
        }
        return asked
    }

    private static func saysReady(_ body: inout ByteBuffer) -> Bool {
        guard let prefix = try? GRPCFramePrefix.parse(body.readable), !prefix.compressed,
            prefix.length == body.count - GRPCFramePrefix.length
        else { return false }
        body.consume(GRPCFramePrefix.length)
        return (try? InferMessages.readFlag(body.readable)) ?? false
    }

    private static func write(
        _ model: Model, _ version: TrafficRule.VersionWeight, into output: inout ByteBuffer
    ) {
        var message = ByteBuffer()
        let name = model.nameBytes
        InferMessages.appendModelName(name.span, into: &message)
        InferMessages.appendModelVersion(version.nameBytes.span, into: &message)
        GRPCFramePrefix.write(length: message.count, into: &output)
        output.append(message.readable)
    }

    /// Reads one answer; anything but a clear yes is a no.
    mutating func answered(_ stream: HTTP2Stream) {
        guard let policies else { return }
        let (row, column) = ShardToken.probed(stream.tag)
        guard ready.indices.contains(row), ready[row].indices.contains(column) else { return }
        let model = policies.models[row]
        let isReady = Self.saysReady(&stream.body)
        ready[row][column] = isReady
        names[model.name, default: [:]][model.traffic.versions[column].name] = isReady
    }
}
