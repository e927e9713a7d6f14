// Times in logs, held against the calendar of Foundation.

import Foundation
import Testing

@testable import Control

struct LogTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    ])
    func `known moments have their known text`(milliseconds: Int64, text: String) {
        #expect(LogTime.text(unixMilliseconds: milliseconds) == text)
    }

    @Test func `every day of four hundred years is the calendar's`() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyy-MM-dd"
        for day in stride(from: Int64(0), to: 146_097, by: 13) {
            let text = LogTime.text(unixMilliseconds: day * 86_400_000 + 43_200_000)
            let date = Date(timeIntervalSince1970: Double(day) * 86_400 + 43_200)
            #expect(text.hasPrefix(formatter.string(from: date)))
        }
    }
}
