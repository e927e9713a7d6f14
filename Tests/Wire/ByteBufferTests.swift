// The buffer against a plain array that does the same.

import Testing

@testable import Wire

@Suite struct `Byte buffer` {
    @Test(arguments: 0..<20)
    func `it does what an array would do`(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var buffer = ByteBuffer()
        var other = ByteBuffer()
        var model: [UInt8] = []
        var otherModel: [UInt8] = []
        for _ in 0..<2000 {
            step(&buffer, &other, &model, &otherModel, &random)
            #expect(buffer.count == model.count)
        }
        #expect(array(buffer) == model)
        #expect(array(other) == otherModel)
    }

    private func step(
        _ buffer: inout ByteBuffer, _ other: inout ByteBuffer, _ model: inout [UInt8],
        _ otherModel: inout [UInt8], _ random: inout SeededGenerator
    ) {
        let amount = Int.random(in: 0...300, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1:
            let more = (0..<amount).map { _ in UInt8.random(in: 0...255, using: &random) }
            buffer.append(more.span)
            model += more
        case 2, 3:
            let count = min(amount, model.count)
            buffer.consume(count)
            model.removeFirst(count)
        case 4:
            let count = max(0, model.count - amount / 4)
            buffer.truncate(to: count)
            model.removeLast(model.count - count)
        case 5:
            let moved = other.moveBytes(from: &buffer, atMost: amount)
            otherModel += model.prefix(moved)
            model.removeFirst(moved)
        case 6:
            buffer.fill(minimum: amount) { output in
                for index in 0..<amount { output.append(UInt8(truncatingIfNeeded: index)) }
            }
            model += (0..<amount).map { UInt8(truncatingIfNeeded: $0) }
        default:
            let count = min(5, model.count)
            let at = Int.random(in: 0...(model.count - count), using: &random)
            buffer.replace(at: at, with: [1, 2, 3, 4, 5].span.extracting(first: count))
            for index in 0..<count { model[at + index] = UInt8(index + 1) }
        }
    }

    @Test(arguments: [0, 7, 10, -1, 1234567, Int.max, Int.min])
    func `numbers are written in decimal`(_ number: Int) {
        var buffer = ByteBuffer()
        buffer.append(decimal: number)
        #expect(text(buffer) == String(number))
    }

    @Test func `text is written as UTF-8`() {
        var buffer = ByteBuffer(capacity: 3)
        buffer.append("grüß ")
        buffer.append(utf8: "Gott ✓")
        buffer.append(0x21)
        #expect(text(buffer) == "grüß Gott ✓!")
    }

    @Test func `moving all into an empty buffer copies nothing and leaves nothing`() {
        var from = ByteBuffer()
        from.append("abc")
        var to = ByteBuffer()
        let moved = to.moveBytes(from: &from, atMost: .max)
        #expect(moved == 3 && text(to) == "abc" && text(from) == "")
    }

    @Test func `storage is released only when nothing is readable`() {
        var buffer = ByteBuffer()
        buffer.append("abc")
        buffer.releaseStorage()
        #expect(text(buffer) == "abc")
        buffer.consume(3)
        buffer.releaseStorage()
        buffer.append("def")
        #expect(text(buffer) == "def")
    }

    @Test func `consuming more than there is stops the program`() async {
        await #expect(processExitsWith: .failure) {
            var buffer = ByteBuffer()
            buffer.append("abc")
            buffer.consume(4)
        }
    }
}

@Suite struct `Span comparison` {
    @Test func `equal bytes are equal at every length and unequal at every place`() {
        for length in 0..<40 {
            let one = (0..<length).map { UInt8($0) }
            #expect(areEqual(one, one))
            for place in 0..<length {
                var two = one
                two[place] ^= 0x80
                #expect(!areEqual(one, two))
            }
            #expect(!areEqual(one, one + [0]))
        }
    }

    private func areEqual(_ one: [UInt8], _ two: [UInt8]) -> Bool {
        one.span.equals(two.span)
    }

    @Test(arguments: ["content-type", "Content-Type", "CONTENT-TYPE"])
    func `letters lose their case where they should`(_ name: String) {
        let isSame = bytes(name).span.equalsIgnoringCase("content-type")
        #expect(isSame)
        let isExact = bytes(name).span.equals("content-type")
        #expect(isExact == (name == "content-type"))
    }

    @Test func `what only resembles a literal is not it`() {
        let typo = bytes("content-typo").span.equalsIgnoringCase("content-type")
        // Only letters have a case: '@' and '`' differ by the same bit.
        let sign = bytes("@").span.equalsIgnoringCase("`")
        let short = bytes("Bear").span.starts(with: "Bearer ")
        let whole = bytes("Bearer x").span.starts(with: "Bearer ")
        #expect(!typo && !sign && !short && whole)
    }
}
