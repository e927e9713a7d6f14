// Texts with random damage: parsers answer, with a diagnostic that can be written, or accept.

import Testing

@testable import Cedar

struct DamagedTextTests {
    private static let samples = [
        """
        @id("a") permit (principal is N::User in Role::"r\\u{e9}", action in [Action::"x"], resource)
        when { if principal has a.b then -1 + 2 * context["k y"] >= 3 else "é" like "a\\**" }
        unless { ip("::1").isInRange(ip("10.0.0.0/8")) || [1, {a: "\\x41"}].contains(decimal("1.5")) };
        """,
        ValidationTests.schemaText,
        """
        [{"uid": {"type": "User", "id": "\\u00e9\\ud83d\\ude00"}, "attrs": {"a": [1, -2, true], "b":
        {"__extn": {"fn": "duration", "arg": "1h"}}}, "parents": [{"type": "Role", "id": "r"}]}]
        """,
    ]

    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private static func answer(_ text: String) -> Int {
        var written = 0
        func note(_ diagnostics: [Diagnostic]) {
            written += diagnostics.reduce(0) { $0 + $1.description.utf8.count }
        }
        do throws(Diagnostics) {
            let policies = try PolicySet(parsing: text, fileName: "p")
            let schema = try Schema(parsing: ValidationTests.schemaText, fileName: "s")
            note(schema.validate(policies))
        } catch { note(error.all) }
        do throws(Diagnostics) { _ = try Schema(parsing: text, fileName: "s") } catch {
            note(error.all)
        }
        do throws(Diagnostics) { _ = try Entities(parsingJSON: text, fileName: "e") } catch {
            note(error.all)
        }
        return written
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `a damaged text is answered, never trapped on`(seed: UInt64) {
        var generator = Generator(state: seed)
        for _ in 0..<800 {
            var bytes = Array((Self.samples.randomElement(using: &generator) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(bytes.randomElement(using: &generator) ?? 0, at: index)
                case 3: bytes.removeSubrange(index...)
                default:
                    let slice = bytes[index..<min(bytes.count, index + 12)]
                    bytes.insert(
                        contentsOf: slice, at: Int.random(in: 0...index, using: &generator))
                }
                if bytes.isEmpty { bytes = [0x22] }
            }
            #expect(Self.answer(String(decoding: bytes, as: UTF8.self)) > 0)
        }
    }
}
