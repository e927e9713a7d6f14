// What an engine's thread tells its shard.

/// A batch on its way back.
struct EngineReport: Sendable {
    let thread: Int
    let call: Handover<EngineCall>
    let fault: EngineFault?
    let nanoseconds: UInt64
}
