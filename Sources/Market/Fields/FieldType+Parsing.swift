extension FieldType {
    /// The value that a text stands for, or nil when it can't be read as this type. Surrounding
    /// white space is dropped. Texts are kept as they are: making an E.164 number of a phone or
    /// a code of a country's name is the business of whoever takes leads in.
    ///
    /// Bools: true, yes, y, 1, on, and their opposites, in any case. Dates: YYYY-MM-DD. Moments:
    /// RFC 3339. Money: decimal text in the tenant's currency. Lists: separated by semicolons.
    public func value(of text: String, currency: Currency) -> FieldValue? {
        let trimmed = Self.trimmed(text)
        switch self {
        case .integer:
            return Self.wholeNumber(trimmed).map(FieldValue.integer)
        case .decimal:
            return (try? Decimal.micros(trimmed)).map { .decimal(micros: $0) }
        case .money:
            return (try? Money(trimmed, currency)).map(FieldValue.money)
        case .bool:
            return Self.bool(trimmed).map(FieldValue.bool)
        case .date:
            return Moment.days(Array(trimmed.utf8)[...]).map { .date(days: Int32($0)) }
        case .datetime:
            return Moment.micros(trimmed).map { .datetime(micros: $0) }
        case .list:
            let parts = trimmed.split(separator: ";").map { Self.trimmed(String($0)) }
            return .list(parts.filter { !$0.isEmpty })
        default:
            return .text(trimmed)
        }
    }

    /// The text without ASCII white space at its ends.
    static func trimmed(_ text: String) -> String {
        let utf8 = text.utf8
        let isSpace: (UInt8) -> Bool = { $0 == 32 || (9...13).contains($0) }
        guard let first = utf8.firstIndex(where: { !isSpace($0) }) else { return "" }
        let last = utf8.lastIndex(where: { !isSpace($0) })!
        if first == utf8.startIndex, utf8.index(after: last) == utf8.endIndex { return text }
        return String(text[first...last])
    }

    /// Whole numbers may have a fraction of zeros ("3.0"), as spreadsheets write them.
    private static func wholeNumber(_ text: String) -> Int64? {
        guard let point = text.utf8.firstIndex(of: UInt8(ascii: ".")) else {
            return Int64(text)
        }
        let zeros = text.utf8[text.utf8.index(after: point)...]
        guard zeros.allSatisfy({ $0 == 48 }) else { return nil }
        return Int64(text[..<point])
    }

    private static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "y", "1", "on", "t": true
        case "false", "no", "n", "0", "off", "f": false
        default: nil
        }
    }
}
