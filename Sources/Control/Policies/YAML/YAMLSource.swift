// One YAML file being read: its text, its root, and where its mistakes go.

import Foundation
import Yams

/// A YAML file and the list that its mistakes are added to.
final class YAMLSource {
    let file: PolicyFile
    let findings: Findings
    /// Kept, since nodes hold their anchors weakly and an anchor that is gone would be overlooked.
    private var parser: Yams.Parser?

    init(_ file: PolicyFile, _ findings: Findings) {
        self.file = file
        self.findings = findings
    }

    /// The document's root, or nil when it is empty or not YAML, which is then a finding.
    func root(expecting what: String) -> YAMLValue? {
        guard let text = file.text else { return nil }
        do {
            let parser = try Yams.Parser(yaml: text, encoding: .utf8)
            self.parser = parser
            guard let node = try parser.singleRoot() else {
                fail(line: 1, column: 1, "is empty; expected \(what)")
                return nil
            }
            return YAMLValue(node, self)
        } catch let error as YamlError {
            report(error)
        } catch {
            fail(line: 1, column: 1, "is not YAML")
        }
        return nil
    }

    func fail(
        line: Int, column: Int, _ message: String, suggestion: String? = nil,
        severity: PolicyDiagnostic.Severity = .error
    ) {
        findings.add(
            PolicyDiagnostic(
                file: file.location, line: line, column: column, severity: severity,
                message: message, quotedLine: file.quote(line: line), suggestion: suggestion))
    }

    private func report(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let background = context.map { " (\($0.text))" } ?? ""
            fail(line: mark.line, column: mark.column, "not YAML: \(problem)\(background)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            for duplicate in duplicates {
                fail(
                    line: context.mark.line, column: context.mark.column,
                    "the key \"\(duplicate)\" is given twice in this mapping; keep one")
            }
        case .reader(let problem, let offset, _, _):
            let place = position(offset ?? 0)
            fail(line: place.line, column: place.column, "not YAML: \(problem)")
        default:
            fail(line: 1, column: 1, "not YAML")
        }
    }

    private func position(_ offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in file.bytes.prefix(max(0, offset)) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}
