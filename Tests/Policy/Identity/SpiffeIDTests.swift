// SPIFFE identifiers: the three forms, and nothing else.

import Policy
import Testing

@Suite struct SpiffeIDTests {
    @Test func `the three forms are read and written alike`() throws {
        let forms: [(String, SpiffeID.Subject)] = [
            ("spiffe://portcullis.dev/caller/ward-app", .caller(name: "ward-app")),
            (
                "spiffe://portcullis.dev/region/ae-dubai/worker/1",
                .worker(region: "ae-dubai", name: "1")
            ),
            (
                "spiffe://portcullis.dev/region/ae-dubai/gate/main",
                .gate(region: "ae-dubai", name: "main")
            ),
        ]
        for (text, subject) in forms {
            let id = try SpiffeID(parsing: text)
            #expect(id.subject == subject)
            #expect(id.trustDomain == "portcullis.dev")
            #expect(id.description == text)
        }
    }

    @Test(arguments: [
        "", "spiffe://", "https://portcullis.dev/caller/a", "SPIFFE://portcullis.dev/caller/a",
        "spiffe://Portcullis.dev/caller/a", "spiffe://portcullis.dev", "spiffe://portcullis.dev/",
        "spiffe://portcullis.dev/caller", "spiffe://portcullis.dev/caller/",
        "spiffe://portcullis.dev/caller/a/", "spiffe://portcullis.dev//caller/a",
        "spiffe://portcullis.dev/caller/a/b", "spiffe://portcullis.dev/caller/..",
        "spiffe://portcullis.dev/caller/%61", "spiffe://portcullis.dev/caller/a?x=1",
        "spiffe://portcullis.dev/caller/a#x", "spiffe://portcullis.dev:8443/caller/a",
        "spiffe://user@portcullis.dev/caller/a", "spiffe:///caller/a",
        "spiffe://portcullis.dev/Caller/a", "spiffe://portcullis.dev/region/x/worker",
        "spiffe://portcullis.dev/region/x/client/1", "spiffe://portcullis.dev/caller/a\u{0}",
        "spiffe://portcullis.dev/caller/" + String(repeating: "a", count: 129),
        "spiffe://" + String(repeating: "a", count: 2100) + "/caller/a",
    ])
    func `anything else is refused`(_ text: String) {
        #expect(throws: SpiffeFault.self) { try SpiffeID(parsing: text) }
    }
}
