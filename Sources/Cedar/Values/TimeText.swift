// Reads Cedar's datetime and duration texts.

/// Turns the texts of `datetime` and `duration` into milliseconds.
public enum TimeText {
    /// Reads `YYYY-MM-DD`, optionally with `Thh:mm:ss[.SSS](Z|±hhmm)`, as milliseconds since 1970.
    public static func datetime(_ text: String) -> Int64? {
        var reader = Reader(bytes: Array(text.utf8))
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2),
            reader.take("-"), let day = reader.digits(2),
            (1...12).contains(month), day >= 1, day <= daysInMonth(month, year: year)
        else { return nil }
        let midnight = daysSince1970(year: year, month: month, day: day) * 86_400_000
        if reader.isAtEnd { return midnight }
        guard reader.take("T"), let hour = reader.digits(2), reader.take(":"),
            let minute = reader.digits(2), reader.take(":"), let second = reader.digits(2),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var milliseconds: Int64 = 0
        if reader.take(".") {
            guard let fraction = reader.digits(3) else { return nil }
            milliseconds = fraction
        }
        guard let offset = reader.offsetMinutes(), reader.isAtEnd else { return nil }
        let seconds = (hour * 60 + minute) * 60 + second
        return midnight + seconds * 1000 + milliseconds - offset * 60_000
    }

    /// Reads `-?(Nd)?(Nh)?(Nm)?(Ns)?(Nms)?` with at least one part; overflow is nil.
    public static func duration(_ text: String) -> Int64? {
        var reader = Reader(bytes: Array(text.utf8))
        let sign: Int64 = reader.take("-") ? -1 : 1
        guard !reader.isAtEnd else { return nil }
        let units: [(name: StaticString, milliseconds: Int64)] = [
            ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
        ]
        var total: Int64 = 0
        var nextUnit = 0
        while !reader.isAtEnd {
            guard let number = reader.number(sign: sign), let name = reader.unit(),
                let unit = units[nextUnit...].firstIndex(where: { $0.name.description == name })
            else { return nil }
            nextUnit = unit + 1
            let (part, overflow) = number.multipliedReportingOverflow(by: units[unit].milliseconds)
            let (sum, second) = total.addingReportingOverflow(part)
            guard !overflow, !second else { return nil }
            total = sum
        }
        return total
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func daysInMonth(_ month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Counts days in the proleptic Gregorian calendar, from March so that leap days come last.
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        // 400-year eras keep the divisions non-negative for year 0.
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private struct Reader {
        let bytes: [UInt8]
        var index = 0

        var isAtEnd: Bool { index == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard index < bytes.count, UInt32(bytes[index]) == character.value else {
                return false
            }
            index += 1
            return true
        }

        mutating func digits(_ count: Int) -> Int64? {
            guard index + count <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[index..<index + count] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int64(byte) - 0x30
            }
            index += count
            return value
        }

        mutating func offsetMinutes() -> Int64? {
            if take("Z") { return 0 }
            let sign: Int64
            if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
            guard let hours = digits(2), let minutes = digits(2), hours < 24, minutes < 60 else {
                return nil
            }
            return sign * (hours * 60 + minutes)
        }

        mutating func number(sign: Int64) -> Int64? {
            var value: Int64 = 0
            let start = index
            while index < bytes.count, (0x30...0x39).contains(bytes[index]) {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                let digit = sign * (Int64(bytes[index]) - 0x30)
                let (sum, second) = product.addingReportingOverflow(digit)
                guard !overflow, !second else { return nil }
                value = sum
                index += 1
            }
            return index > start ? value : nil
        }

        mutating func unit() -> String? {
            let start = index
            while index < bytes.count, !(0x30...0x39).contains(bytes[index]) { index += 1 }
            return String(decoding: bytes[start..<index], as: UTF8.self)
        }
    }
}
