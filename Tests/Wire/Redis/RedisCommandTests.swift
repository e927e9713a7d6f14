// RedisCommand: any bytes may stand in an argument.
import Testing

@testable import Wire

@Suite struct RedisCommandTests {
    @Test func `a command is an array of its arguments`() {
        var command = RedisCommand("SET")
        command.append([0, 13, 10, 255].span)
        command.append([UInt8]().span)
        command.append("PX")
        command.append(decimal: -15)
        #expect(command.count == 5)
        var output = ByteBuffer()
        let written = command.write(into: &output)
        var text: [UInt8] = []
        for index in 0..<output.count { text.append(output.readable[index]) }
        let head = Array("*5\r\n$3\r\nSET\r\n$4\r\n".utf8)
        let tail = Array("\r\n$0\r\n\r\n$2\r\nPX\r\n$3\r\n-15\r\n".utf8)
        #expect(written && text == head + [0, 13, 10, 255] + tail)
    }
}
