// The suite that every end-to-end test belongs to: one at a time, since each has the machine's
// cores to itself while it runs.
import Testing

/// The promises, kept or broken by real processes and clients that were not written here.
@Suite(
    .serialized, .enabled(if: Tools.missing.isEmpty, Tools.whatIsMissing), .timeLimit(.minutes(6)))
enum Promises {}
