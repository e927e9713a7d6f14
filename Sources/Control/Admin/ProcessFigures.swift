// How much of the machine the process uses, as the kernel tells.

import Foundation
import Glibc

/// Processor time, memory and descriptors at one moment.
struct ProcessFigures: Sendable {
    var cpuSeconds = 0.0
    var residentBytes: UInt64 = 0
    var openDescriptors: UInt64 = 0

    /// Asks the kernel; what it does not tell stays zero.
    static func now() -> ProcessFigures {
        var figures = ProcessFigures()
        var usage = rusage()
        if unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
            let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
            figures.cpuSeconds = Double(seconds) + Double(microseconds) / 1e6
        }
        if let pages = try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii)
            .split(separator: " ").dropFirst().first.flatMap({ UInt64($0) })
        {
            figures.residentBytes = pages * UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))
        }
        let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        figures.openDescriptors = UInt64(descriptors?.count ?? 0)
        return figures
    }
}
