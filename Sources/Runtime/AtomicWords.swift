// A long row of atomic words that threads share, in chunks of a fixed size.
import Synchronization

/// A fixed number of atomic words, all zero at first.
struct AtomicWords: Sendable {
    /// The words of one chunk; a run that begins at a multiple of its own power of two never spans two.
    static let perChunk = 1024

    /// Some of the words: taken once for several accesses, since each taking counts a reference.
    final class Chunk: Sendable {
        private let words: InlineArray<1024, Atomic<UInt64>>

        init() {
            words = InlineArray { _ in Atomic(0) }
        }

        func load(_ index: Int) -> UInt64 {
            words[index].load(ordering: .acquiring)
        }

        func store(_ value: UInt64, at index: Int) {
            words[index].store(value, ordering: .releasing)
        }

        /// Replaces `expected` and returns nil, or returns what stood there instead.
        func exchange(_ expected: UInt64, for desired: UInt64, at index: Int) -> UInt64? {
            let (exchanged, original) = words[index].compareExchange(
                expected: expected, desired: desired, ordering: .acquiringAndReleasing)
            return exchanged ? nil : original
        }
    }

    private let chunks: [Chunk]

    init(count: Int) {
        let needed = (count + Self.perChunk - 1) / Self.perChunk
        chunks = (0..<needed).map { _ in Chunk() }
    }

    /// Returns the chunk that a word lies in; within it, it is the word at `index % perChunk`.
    func chunk(of index: Int) -> Chunk {
        chunks[index / Self.perChunk]
    }
}
