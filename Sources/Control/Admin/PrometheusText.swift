// Writes the Prometheus text format, version 0.0.4.

import Gateway

/// A page of metrics in the making.
struct PrometheusText {
    /// What kind of metric a family is.
    enum Kind: String {
        case counter, gauge, histogram
    }

    private(set) var text = ""

    /// Begins a family; its samples follow.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Adds a sample with labels.
    mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: UInt64) {
        sample(name, labels, String(value))
    }

    /// Adds a sample with a value that may have a fraction.
    mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: Double) {
        sample(name, labels, "\(value)")
    }

    /// Adds a family of one sample without labels.
    mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: UInt64) {
        family(name, kind, help)
        sample(name, [:], value)
    }

    /// Adds a family of one sample with a fraction.
    mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        family(name, kind, help)
        sample(name, [:], value)
    }

    /// Adds a histogram of durations in seconds.
    mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        family(name, .histogram, help)
        var total: UInt64 = 0
        for (index, count) in histogram.counts.enumerated() {
            total += count
            let bounds = Histogram.boundsMicroseconds
            let bound = index < bounds.count ? "\(Double(bounds[index]) / 1e6)" : "+Inf"
            sample(name + "_bucket", ["le": bound], total)
        }
        sample(name + "_sum", [:], Double(histogram.sumNanoseconds) / 1e9)
        sample(name + "_count", [:], total)
    }

    private mutating func sample(
        _ name: String, _ labels: KeyValuePairs<String, String>, _ value: String
    ) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
            text += "{\(pairs.joined(separator: ","))}"
        }
        text += " \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
        return text
    }
}
