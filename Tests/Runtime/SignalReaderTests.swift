// SignalReader: a signal sent to a thread that blocks it is read from the descriptor.
import Glibc
import Synchronization
import Testing

@testable import Runtime

@Suite struct SignalReaderTests {
    @Test func `signals are read instead of acting`() throws {
        let seen = SharedCounter()
        let thread = try ShardThread.start(name: "signals") {
            guard let reader = try? SignalReader() else { return }
            // To this thread only: the test process must not be told to end.
            _ = pthread_kill(pthread_self(), SIGHUP)
            while let signal = reader.next() {
                seen.value.add(Int(signal), ordering: .relaxed)
            }
        }
        thread.join()
        #expect(seen.value.load(ordering: .relaxed) == Int(SIGHUP))
    }
}
