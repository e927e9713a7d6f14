// SocketAddress: what is read, what is refused, and that printing is the inverse of parsing.
import Testing

@testable import Runtime

@Suite struct SocketAddressTests {
    @Test(arguments: [
        "127.0.0.1:8443", "0.0.0.0:0", "10.1.2.3:65535", "[::1]:8443", "[2001:db8::7]:1",
        "unix:/run/gate.sock",
    ])
    func `an address is printed as it was written`(text: String) throws {
        #expect(try SocketAddress(parsing: text).description == text)
    }

    @Test(arguments: [
        "", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:+1", "127.0.0.1:8 ",
        "1.2.3:1", "::1:80", "[::1]", "[::1]80", "[::g]:80", "example.com:80", "unix:", "unix:run",
        "127.0.0.1:１", "[127.0.0.1]:1", "1.2.3.4:1:2", "01.2.3.4:1",
    ])
    func `what is not an address is refused`(text: String) {
        #expect(throws: SocketAddressError.self) { try SocketAddress(parsing: text) }
    }

    @Test func `a path longer than the kernel takes is refused`() throws {
        let longest = "unix:/" + String(repeating: "a", count: 106)
        #expect(try SocketAddress(parsing: longest).unixPath?.utf8.count == 107)
        #expect(throws: SocketAddressError.self) { try SocketAddress(parsing: longest + "a") }
    }

    @Test(arguments: [
        ("127.0.0.1:1", true), ("127.9.9.9:1", true), ("localhost:1", true), ("[::1]:1", true),
        ("[::ffff:127.0.0.1]:1", true), ("unix:/a", true), ("0.0.0.0:1", false),
        ("10.0.0.1:1", false), ("[::]:1", false), ("[fe80::1]:1", false),
        ("[::ffff:10.0.0.1]:1", false), ("[1::1]:1", false),
    ])
    func `only addresses of this machine are loopback`(text: String, expected: Bool) throws {
        #expect(try SocketAddress(parsing: text).isLoopback == expected)
    }

    @Test func `the bytes of an address are numbers in reading order`() throws {
        let four = try SocketAddress(parsing: "10.1.2.3:9").ipBytes
        #expect(four.isIPv4 && four.high == 0 && four.low == 0x0A01_0203)
        let six = try SocketAddress(parsing: "[2001:db8::7]:9").ipBytes
        #expect(!six.isIPv4 && six.high == 0x2001_0DB8_0000_0000 && six.low == 7)
        #expect(try SocketAddress(parsing: "unix:/a").port == nil)
    }
}
