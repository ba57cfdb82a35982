/// Where a field's value comes from, and how it is made fit.
public struct ColumnValue: Hashable, Sendable {
    /// The column; nil for a fixed value.
    public var column: String?
    /// The value where there is no column.
    public var fixed = ""
    /// What the text has to be.
    public var form = Form.text
    /// Texts that are replaced, compared after trimming.
    public var replacements: [String: String] = [:]
    /// What stands for all texts that aren't in `replacements`; nil leaves them as they are.
    public var otherwise: String?

    /// What a text has to be.
    public enum Form: String, Sendable, CaseIterable {
        /// Anything, trimmed.
        case text
        /// Anything, trimmed, in lower case.
        case lower
        /// A whole number; a fraction of zeros is dropped.
        case integer
        /// A decimal number.
        case decimal
        /// Yes, no, true, false, 1, 0, in any case; becomes true or false.
        case bool
    }

    /// The value of a column.
    public static func column(_ name: String, as form: Form = .text) -> ColumnValue {
        var value = ColumnValue()
        value.column = name
        value.form = form
        return value
    }

    /// The value to send for a column's raw text; empty: the lead doesn't have the field.
    /// Throws when the text hasn't the form.
    func value(of raw: String) throws(RowProblem) -> String {
        var text = column == nil ? fixed : Self.trimmed(raw)
        if let replaced = replacements[text] {
            text = replaced
        } else if let otherwise, !text.isEmpty {
            text = otherwise
        }
        guard !text.isEmpty else { return "" }
        switch form {
        case .text: return text
        case .lower: return text.lowercased()
        case .integer: return try wholeNumber(text)
        case .decimal:
            guard Self.isDecimal(text) else { throw problem("A decimal number is needed.") }
            return text
        case .bool: return try bool(text)
        }
    }

    private func problem(_ message: String) -> RowProblem {
        RowProblem(column: column, message: message)
    }

    private func wholeNumber(_ text: String) throws(RowProblem) -> String {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let number = Int64(parts[0]), parts.count == 1 || parts[1].allSatisfy({ $0 == "0" })
        else { throw problem("A whole number is needed.") }
        return String(number)
    }

    private func bool(_ text: String) throws(RowProblem) -> String {
        switch text.lowercased() {
        case "yes", "true", "y", "1": return "true"
        case "no", "false", "n", "0": return "false"
        default: throw problem("Yes or no is needed.")
        }
    }

    private static func isDecimal(_ text: String) -> Bool {
        var digits = 0
        var points = 0
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "."): points += 1
            case UInt8(ascii: "-"), UInt8(ascii: "+"): if index > 0 { return false }
            default: return false
            }
        }
        return digits > 0 && points <= 1
    }

    static func trimmed(_ text: String) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}
