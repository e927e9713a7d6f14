// How the program ends, as sysexits.h numbers it.

/// The exit statuses of the command line.
enum ExitStatus: Int32, Error, Sendable {
    case ok = 0
    /// The command line is not understood.
    case usage = 64
    /// A policy or configuration file is wrong, or a policy test failed.
    case badData = 65
    /// A file that was named does not exist.
    case missingFile = 66
    /// A port is taken, or a thread cannot start.
    case unavailable = 69
    /// Our own fault.
    case software = 70
    /// The configuration is understood and refused.
    case refusedConfiguration = 78
}
