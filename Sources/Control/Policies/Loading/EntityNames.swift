// Finds entities that a policy names and `entities.yaml` does not have: `Tenant::"clinc"`.

/// Checks the entity literals in a Cedar file.
enum EntityNames {
    static func check(_ file: PolicyFile, _ entities: EntitiesFile, _ findings: Findings) {
        let known: [String: KnownNames] = [
            "Tenant": entities.tenants, "Role": entities.roles, "DataClass": entities.dataClasses,
            "Jurisdiction": entities.jurisdictions, "ModelGroup": entities.modelGroups,
            "Model": entities.modelNames, "Region": entities.regionNames,
        ]
        for literal in literals(in: file.bytes) {
            guard let names = known[literal.type], !names.contains(literal.id) else { continue }
            findings.add(
                PolicyDiagnostic(
                    file: file.location, line: literal.line, column: literal.column,
                    message: "\(literal.type)::\"\(literal.id)\" is not in entities.yaml",
                    quotedLine: file.quote(line: literal.line),
                    suggestion: names.suggestion(for: literal.id)))
        }
    }

    /// A `Type::"id"` and where it begins.
    struct Literal: Hashable {
        var type: String
        var id: String
        var line: Int
        var column: Int
    }

    /// Finds the literals outside comments and strings.
    static func literals(in bytes: [UInt8]) -> [Literal] {
        var scanner = Scanner(bytes: bytes)
        var found: [Literal] = []
        while let literal = scanner.next() { found.append(literal) }
        return found
    }

    private struct Scanner {
        let bytes: [UInt8]
        var index = 0
        var line = 1
        var column = 1
        var pending = Literal(type: "", id: "", line: 0, column: 0)

        mutating func next() -> Literal? {
            while index < bytes.count {
                if has("//") {
                    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { step() }
                } else if bytes[index] == UInt8(ascii: "\"") {
                    let id = string()
                    defer { pending.type = "" }
                    if pending.type.hasSuffix("::") {
                        pending.type.removeLast(2)
                        pending.id = id
                        return pending
                    }
                } else if isWord(bytes[index]) {
                    readWord()
                } else if has("::") {
                    if !pending.type.isEmpty { pending.type += "::" }
                    step()
                    step()
                } else {
                    if !isSpace(bytes[index]) { pending.type = "" }
                    step()
                }
            }
            return nil
        }

        private mutating func readWord() {
            if !pending.type.hasSuffix("::") {
                pending = Literal(type: "", id: "", line: line, column: column)
            }
            let start = index
            while index < bytes.count, isWord(bytes[index]) { step() }
            pending.type += String(decoding: bytes[start..<index], as: UTF8.self)
        }

        private mutating func string() -> String {
            step()
            let start = index
            while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                if bytes[index] == UInt8(ascii: "\\") { step() }
                step()
            }
            let end = min(index, bytes.count)
            step()
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }

        private mutating func step() {
            guard index < bytes.count else { return }
            if bytes[index] == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if bytes[index] & 0xC0 != 0x80 {
                column += 1
            }
            index += 1
        }

        private func has(_ text: StaticString) -> Bool {
            text.description.utf8.elementsEqual(
                bytes[index..<min(bytes.count, index + text.utf8CodeUnitCount)])
        }

        private func isWord(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }

        private func isSpace(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
                || byte == UInt8(ascii: "\r")
        }
    }
}
