// Header lists in one arena.

import Testing

@testable import Wire

@Suite struct `Header block` {
    @Test func `fields keep their order, names and values`() {
        var block = HeaderBlock()
        block.append(.method, "POST")
        block.append(name: bytes("X-Own").span, value: bytes("one").span)
        block.append(name: bytes("Content-Type").span, value: bytes("application/grpc").span)
        block.append("x-own", utf8: "two")
        block.append(.contentLength, decimal: 42)
        block.append("x-number", decimal: -7)
        #expect(
            fields(block) == [
                ":method: POST", "x-own: one", "content-type: application/grpc", "x-own: two",
                "content-length: 42", "x-number: -7",
            ])
        #expect(block.known(2) == .contentType && block.known(1) == .other)
        #expect(block.first(.contentType) == 2 && block.first(.host) == nil)
        #expect(block.first(named: bytes("x-own").span) == 1)
        #expect(block.first(named: bytes("content-length").span) == 4)
        let isPost = block.value(0, equals: "POST")
        #expect(isPost)
    }

    @Test func `repeated fields are counted`() {
        var block = HeaderBlock()
        block.append(.authorization, "a")
        block.append(.accept, "b")
        block.append(name: bytes("AUTHORIZATION").span, value: bytes("c").span)
        #expect(block.occurrences(of: .authorization) == 2)
        #expect(block.next(.authorization, after: 0) == 2)
        #expect(block.occurrences(of: .host) == 0)
    }

    @Test func `many and large fields grow the arena`() {
        var block = HeaderBlock()
        for index in 0..<300 { block.append("x-\(index)", String(repeating: "v", count: index)) }
        #expect(block.count == 300)
        for index in 0..<300 {
            #expect(text(block.name(index)) == "x-\(index)")
            #expect(block.value(index).count == index)
        }
    }

    @Test func `the list's size is as HTTP/2 counts it`() {
        var block = HeaderBlock()
        block.append(.path, "/abc")
        block.append("x-own", "12")
        #expect(block.listBytes == 5 + 4 + 32 + 5 + 2 + 32)
        block.clear()
        #expect(block.listBytes == 0 && block.count == 0)
    }

    @Test func `a bound refuses the field that would pass it`() {
        var block = HeaderBlock()
        #expect(add(to: &block, within: 5 + 1 + 32))
        #expect(!add(to: &block, within: 2 * (5 + 1 + 32) - 1))
        #expect(block.count == 1)
    }

    @Test func `a field is copied from another block`() {
        var one = HeaderBlock()
        one.append(.grpcStatus, "0")
        one.append("x-own", "yes")
        var two = HeaderBlock()
        two.append(1, from: one)
        two.append(0, from: one)
        #expect(fields(two) == ["x-own: yes", "grpc-status: 0"])
    }

    private func add(to block: inout HeaderBlock, within limit: Int) -> Bool {
        block.append(name: bytes("x-own").span, value: bytes("1").span, within: limit)
    }

    private func fields(_ block: borrowing HeaderBlock) -> [String] {
        (0..<block.count).map { text(block.name($0)) + ": " + text(block.value($0)) }
    }
}

extension HeaderBlock {
    fileprivate mutating func append(_ name: String, _ value: String) {
        append(name: bytes(name).span, value: bytes(value).span)
    }
}

@Suite struct `Header name` {
    @Test func `every name is found by its text and by no other`() {
        var raw: UInt8 = 0
        while let name = HeaderName(rawValue: raw) {
            raw += 1
            guard name != .other else { continue }
            let letters = bytes("\(name.text)")
            #expect(HeaderName(letters.span) == name)
            var wrong = letters
            wrong[wrong.count - 1] ^= 1
            #expect(HeaderName(wrong.span) != name)
            #expect(HeaderName((letters + [0x78]).span) != name)
        }
        #expect(raw > 50)
        #expect(HeaderName([UInt8]().span) == .other)
    }
}
