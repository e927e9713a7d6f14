// Log files: lines arrive whole, follow a rotation, and wait within a bound when they cannot be written.

import Foundation
import Testing

@testable import Control

struct LineSinkTests {
    private func add(_ text: String, to sink: LineSink) {
        sink.add(Array(text.utf8))
    }

    @Test func `lines are appended in order to what is there`() throws {
        let layout = try Layout(whole: false)
        try layout.write("log", "old\n")
        let sink = LineSink(try LogFile(layout.path("log")), maximumPendingBytes: 100)
        for line in ["a\n", "b\n"] { add(line, to: sink) }
        sink.flush()
        add("c\n", to: sink)
        sink.flush()
        #expect(layout.text("log") == "old\na\nb\nc\n")
        #expect(sink.written == 3)
    }

    @Test func `a rotated file is made anew`() throws {
        let layout = try Layout(whole: false)
        let sink = LineSink(try LogFile(layout.path("deep/log")), maximumPendingBytes: 100)
        add("a\n", to: sink)
        sink.flush()
        try FileManager.default.moveItem(
            atPath: layout.path("deep/log"), toPath: layout.path("log.1"))
        sink.reopenIfRotated()
        add("b\n", to: sink)
        sink.flush()
        #expect(layout.text("log.1") == "a\n")
        #expect(layout.text("deep/log") == "b\n")
    }

    @Test func `what cannot be written waits within the bound, and the rest is counted`() throws {
        let sink = LineSink(try LogFile("/dev/full"), maximumPendingBytes: 4)
        for _ in 0..<5 { add("ab\n", to: sink) }
        sink.flush()
        #expect(sink.fault != nil)
        #expect(sink.pendingBytes == 6)
        #expect(sink.dropped == 3)
        #expect(sink.written == 0)
    }

    @Test func `a file that cannot be opened says which and why`() throws {
        let fault = try #require(throws: LogFile.Fault.self) { try LogFile("/proc/none/log") }
        #expect(fault.description.contains("/proc/none/log: cannot open"))
    }

    @Test func `strings are escaped so that a line stays one line`() throws {
        var line = JSONLine()
        line.add("text", "a\"b\\c\nd\u{7f}é")
        line.add("none", nil as String?)
        line.add("list", ["x", "y"])
        line.add("empty", [])
        line.add("number", -5)
        let bytes = line.finish()
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 1)
        let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        #expect(object?["text"] as? String == "a\"b\\c\nd\u{7f}é")
        #expect(object?["list"] as? [String] == ["x", "y"])
        #expect(object?["number"] as? Int == -5)
        #expect(object?.count == 3)
    }
}
