// Why the gateway could not start although its files are good.

import Runtime

/// A port that is taken, a log that cannot be opened, a thread that cannot run.
struct StartFault: Error, Sendable, CustomStringConvertible {
    let description: String
    let status: ExitStatus

    init(_ description: String, status: ExitStatus = .unavailable) {
        self.description = description
        self.status = status
    }
}

extension EventLoop {
    /// Registers a descriptor whose absence would leave the process deaf.
    func registerOrFail(_ descriptor: Int32, _ token: Token) throws(StartFault) {
        do throws(SystemError) {
            try register(descriptor, token: token)
        } catch {
            throw StartFault("\(error)", status: .software)
        }
    }
}
