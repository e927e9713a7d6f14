// A long row of atomic words that threads share, in chunks of a fixed size.
import Synchronization

/// A fixed number of atomic words, all zero at first.
struct AtomicWords: Sendable {
    private static let perChunk = 1024

    private final class Chunk: Sendable {
        let words: InlineArray<1024, Atomic<UInt64>>

        init() {
            words = InlineArray { _ in Atomic(0) }
        }
    }

    private let chunks: [Chunk]

    init(count: Int) {
        let needed = (count + Self.perChunk - 1) / Self.perChunk
        chunks = (0..<needed).map { _ in Chunk() }
    }

    func load(_ index: Int) -> UInt64 {
        chunks[index / Self.perChunk].words[index % Self.perChunk].load(ordering: .acquiring)
    }

    func store(_ value: UInt64, at index: Int) {
        chunks[index / Self.perChunk].words[index % Self.perChunk]
            .store(value, ordering: .releasing)
    }

    /// Replaces `expected` and returns nil, or returns what stood there instead.
    func exchange(_ expected: UInt64, for desired: UInt64, at index: Int) -> UInt64? {
        let (exchanged, original) = chunks[index / Self.perChunk].words[index % Self.perChunk]
            .compareExchange(
                expected: expected, desired: desired, ordering: .acquiringAndReleasing)
        return exchanged ? nil : original
    }
}
