// The names that a shard gives to descriptors, timers and worker streams: a kind and a number in 64 bits.

import Runtime

/// Builds and reads the tokens of one shard.
enum ShardToken {
    /// What a token stands for.
    enum Kind: UInt8 {
        case listener = 1, client, clientTimer, worker, workerTimer, request, tryTimer, store, tick
        case drain
    }

    private static let kindShift: UInt64 = 56
    private static let numberMask: UInt64 = (1 << 56) - 1
    private static let probeBit: UInt64 = 1 << 63

    static func make(_ kind: Kind, _ number: UInt64) -> Token {
        Token(rawValue: UInt64(kind.rawValue) << kindShift | (number & numberMask))
    }

    /// The same number under another kind: a connection's timer is found by the connection's number.
    static func retag(_ token: Token, _ kind: Kind) -> Token { make(kind, number(token)) }

    static func worker(_ index: Int) -> Token { make(.worker, UInt64(index)) }
    static func workerTimer(_ index: Int) -> Token { make(.workerTimer, UInt64(index)) }

    static func kind(_ token: Token) -> Kind? { Kind(rawValue: token.tag) }
    static func number(_ token: Token) -> UInt64 { token.rawValue & numberMask }

    // A client's stream that has been answered counts what it still sends.

    /// The tag of a stream whose request is over.
    static let abandoned: UInt64 = 1 << 62

    static func discarding(_ tag: UInt64, _ count: Int) -> UInt64 {
        abandoned | min(UInt64(discarded(tag) + count), numberMask)
    }

    static func discarded(_ tag: UInt64) -> Int { Int(tag & numberMask) }

    // A worker's streams are tries, tagged with their request, or the gate's own readiness questions.

    static func probe(model: Int, version: Int) -> UInt64 {
        probeBit | UInt64(model) << 16 | UInt64(version)
    }

    static func isProbe(_ tag: UInt64) -> Bool { tag & probeBit != 0 }

    static func probed(_ tag: UInt64) -> (model: Int, version: Int) {
        (Int((tag & ~probeBit) >> 16), Int(tag & 0xFFFF))
    }
}
