// What a shard tells an engine's thread.

/// A batch on its way to an engine's thread.
enum EngineOrder: Sendable {
    case run(any LoadedModel, Handover<EngineCall>)
    case stop
}
