// Which call a method and a path mean.

import Testing

@testable import Wire

struct RESTRouteTests {
    private func describe(_ method: String, _ path: String) -> String {
        switch RESTRoute.parse(method: bytes(method).span, path: bytes(path).span) {
        case .serverLive: "live"
        case .serverReady: "ready"
        case .serverMetadata: "metadata"
        case .modelReady(let name, let version): "ready " + describe(name, version)
        case .modelMetadata(let name, let version): "metadata " + describe(name, version)
        case .infer(let name, let version): "infer " + describe(name, version)
        case .notFound: "404"
        case .methodNotAllowed(let allowed): "405 \(allowed)"
        case .badName: "400"
        }
    }

    private func describe(_ name: ModelName, _ version: ModelName?) -> String {
        text(array(name.bytes)) + (version.map { "@" + text(array($0.bytes)) } ?? "")
    }

    @Test(arguments: [
        ("GET", "/v2", "metadata"), ("GET", "/v2/health/live", "live"),
        ("HEAD", "/v2/health/ready", "ready"), ("POST", "/v2/health/ready", "405 GET"),
        ("POST", "/v2/models/digits/infer", "infer digits"),
        ("POST", "/v2/models/digits/versions/2/infer", "infer digits@2"),
        ("POST", "/v2/models/digits/infer?x=1", "infer digits"),
        ("GET", "/v2/models/digits/infer", "405 POST"),
        ("post", "/v2/models/digits/infer", "405 POST"),
        ("GET", "/v2/models/digits", "metadata digits"),
        ("GET", "/v2/models/di%67its/versions/1.0", "metadata digits@1.0"),
        ("GET", "/v2/models/digits/ready", "ready digits"),
        ("GET", "/v2/models/digits/versions/3/ready", "ready digits@3"),
        ("GET", "/v2/models/di%2567its", "400"), ("GET", "/v2/models/di%2Fgits", "400"),
        ("GET", "/v2/models/%zz/ready", "400"), ("GET", "/v2/models/d%00", "400"),
        ("GET", "/v2/models/digits/versions//ready", "400"),
        ("GET", "/v2/models/digits/versions/a b", "400"),
        ("GET", "/v2/models//ready", "404"), ("GET", "/v2/models/", "404"),
        ("GET", "/v2/", "404"), ("GET", "/", "404"), ("GET", "", "404"), ("GET", "/V2", "404"),
        ("GET", "/v2/models/digits/", "404"), ("GET", "/v2/models/digits/stats", "404"),
        ("GET", "/v2/models/digits/versions", "404"), ("GET", "//v2", "404"),
        ("GET", "/v2/models/digits/infer/", "404"), ("GET", "/v2/../v2", "404"),
    ])
    func `a path is one call or none`(method: String, path: String, expected: String) {
        #expect(describe(method, path) == expected)
    }

    @Test func `a name has at most 128 characters`() {
        let longest = String(repeating: "a", count: 128)
        #expect(describe("GET", "/v2/models/\(longest)") == "metadata \(longest)")
        #expect(describe("GET", "/v2/models/\(longest)a") == "400")
    }

    @Test func `a refused name is quoted without its unprintable bytes`() {
        let path = bytes("/v2/models/a\u{1b}[31m")
        guard case .badName(let fault) = RESTRoute.parse(method: bytes("GET").span, path: path.span)
        else {
            Issue.record("the name was taken")
            return
        }
        #expect(fault.text.contains("\"a\\x1B[31m\""))
        #expect(fault.text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
    }

    @Test func `no path crashes the router`() {
        let seeds = ["/v2/models/digits/versions/1/infer", "/v2/health/live", "/v2/models/%41%42"]
        for (number, seed) in seeds.enumerated() {
            for path in mutations(of: bytes(seed), count: 2_000, seed: UInt64(number)) {
                _ = RESTRoute.parse(method: bytes("GET").span, path: path.span)
            }
        }
    }
}
