// The strict scan of an inference request that passes through.

import Testing

@testable import Wire

struct InferScannerTests {
    /// What a scan found, however the bytes were cut.
    private func scan(_ message: [UInt8], chunk: Int) -> String {
        var scanner = InferScanner(messageLength: message.count)
        do {
            var index = 0
            repeat {
                let end = min(index + chunk, message.count)
                try scanner.feed(message.span.extracting(index..<end))
                index = end
            } while index < message.count
        } catch {
            return "refused: \(error.text)"
        }
        guard scanner.isComplete else { return "incomplete" }
        var found = "name"
        if let name = scanner.modelName { found += " " + text(array(name)) }
        found += " version"
        if let version = scanner.modelVersion { found += " " + text(array(version)) }
        found += " id"
        if let id = scanner.id { found += " " + text(array(id)) }
        return found
    }

    private func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        written { ProtobufWriter.bytes(number, content.span, into: &$0) }
    }

    private func parameter(_ key: String) -> [UInt8] {
        field(1, bytes(key)) + field(2, [0x10, 0x05])
    }

    private var tensor: [UInt8] {
        field(1, bytes("image")) + field(2, bytes("FP32")) + field(3, [1, 64])
    }

    private var good: [UInt8] {
        field(5, tensor) + field(1, bytes("digits")) + field(2, bytes("2")) + field(3, bytes("r-7"))
            + field(4, parameter("priority")) + field(6, field(1, bytes("label")))
            + field(7, [UInt8](repeating: 7, count: 256)) + field(99, [1, 2, 3])
    }

    @Test(arguments: [1, 2, 3, 7, 64, 100_000])
    func `the three names are found in any position and across any cut`(chunk: Int) {
        #expect(scan(good, chunk: chunk) == "name digits version 2 id r-7")
    }

    @Test func `a name is known as soon as it has passed`() throws {
        let head = field(1, bytes("digits"))
        var scanner = InferScanner(messageLength: head.count + 1_000_000)
        try scanner.feed(head.span)
        var name: [UInt8] = []
        if let known = scanner.modelName { name = array(known) }
        #expect(name == bytes("digits"))
        let isComplete = scanner.isComplete
        #expect(!isComplete)
    }

    @Test func `every field that could be read twice is refused`() {
        for number in 1...3 {
            let message = good + field(number, bytes("x"))
            #expect(scan(message, chunk: 5).contains("given twice"))
            #expect(scan(good + field(number, []), chunk: 5).contains("given twice"))
        }
    }

    @Test func `shared memory parameters are refused wherever they stand`() {
        let key = parameter("shared_memory_region")
        let twoKeys = field(1, bytes("a")) + field(1, bytes("shared_memory_offset"))
        for bad in [
            field(4, key), field(5, tensor + field(4, key)), field(6, field(2, key)),
            field(4, twoKeys), field(4, field(2, [0x10, 1]) + field(1, bytes("shared_memory_"))),
        ] {
            for chunk in [1, 3, 1_000] {
                #expect(scan(good + bad, chunk: chunk).contains("shared_memory"))
            }
        }
        #expect(scan(good + field(4, parameter("shared_memory")), chunk: 1).hasPrefix("name"))
        #expect(scan(good + field(4, parameter("my_shared_memory_")), chunk: 1).hasPrefix("name"))
    }

    @Test func `bad wire format is refused`() {
        let bad: [[UInt8]] = [
            [0x0B], [0x0B, 0x0C], [0x00], [0x06], [0x08, 1], [0x2D, 1, 2, 3, 4],
            [0x0A, 0x05, 0x61],
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            [0x0A], [0x0A, 0x80], [0x80], [0xF8, 0x07, 0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            [0x8A, 0x80, 0x80, 0x80, 0x10, 0x00], field(5, [0x0A, 0x09, 0x61]), field(5, [0x80]),
            field(4, [0x0A, 0x7F]), field(5, [0x22, 0x05, 0x0A]), field(4, [0x08, 0x01]),
            [0x29, 1, 2, 3], [0x3D, 1, 2],
        ]
        for tail in bad {
            for chunk in [1, 2, 1_000] {
                #expect(scan(good + tail, chunk: chunk).hasPrefix("refused"), "\(tail)")
            }
        }
    }

    @Test func `a name of another alphabet or length is refused`() {
        for name in ["", "a/b", "a b", "\u{e9}", "a\0", String(repeating: "a", count: 129)] {
            #expect(scan(field(1, bytes(name)), chunk: 3).hasPrefix("refused"), "\(name)")
        }
        #expect(scan([], chunk: 3).contains("model_name is missing"))
        #expect(scan(field(3, bytes("x")), chunk: 3).contains("model_name is missing"))
        #expect(scan(field(1, bytes("m")) + field(3, [0xFF]), chunk: 1).contains("UTF-8"))
        let longID = [UInt8](repeating: 0x61, count: 1_025)
        #expect(scan(field(1, bytes("m")) + field(3, longID), chunk: 9).contains("at most 1024"))
    }

    @Test func `more bytes than the prefix said are refused`() {
        var scanner = InferScanner(messageLength: 2)
        #expect(throws: InferFault.self) { try scanner.feed([10, 1, 97].span) }
        #expect(throws: InferFault.self) { try scanner.feed([10].span) }
    }

    @Test func `any bytes give one verdict however they are cut`() {
        var random = SeededGenerator(seed: 11)
        for message in mutations(of: good, count: 3_000, seed: 5) {
            let whole = scan(message, chunk: max(1, message.count))
            #expect(scan(message, chunk: 1) == whole)
            #expect(scan(message, chunk: Int.random(in: 2...40, using: &random)) == whole)
        }
        for _ in 0..<3_000 {
            let length = Int.random(in: 0..<60, using: &random)
            let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(scan(noise, chunk: 1) == scan(noise, chunk: 100))
        }
    }
}
