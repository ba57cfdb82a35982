/// What a test compares a cell with, prepared: numbers are ranges or sorted lists, so that
/// eleven operators come down to a handful of cases.
enum Matcher: Sendable {
    /// The cell isn't empty.
    case present
    /// The number lies in the range, both ends included.
    case numberIn(ClosedRange<Int64>)
    /// Nothing satisfies it, e.g. greater than the greatest number.
    case never
    /// The number is in the sorted list.
    case oneOfNumbers([Int64])
    /// The text equals.
    case text(String)
    /// The text is in the sorted list.
    case oneOfTexts([String])
    /// The text lies between, by its bytes; nil is open. `true` includes the end.
    case textBetween(lower: String?, upper: String?, includesLower: Bool, includesUpper: Bool)
    /// The text begins with these bytes.
    case prefix([UInt8])
    /// The text has these bytes in it.
    case infix([UInt8])
    /// The list has exactly this member.
    case onlyMember(String)
    /// The list has one of the sorted members.
    case anyMember([String])
    /// So many years have passed since the date.
    case age(ClosedRange<Int>)
    /// The result is a fact.
    case external(Int)

    func verdict(_ cell: LeadRow.Cell, in row: borrowing LeadRow) -> Verdict {
        if case .present = self {
            if case .missing = cell { return .fail }
            return .pass
        }
        guard case .value(let value) = cell else { return .unknown }
        if case .external(let index) = self {
            return index < row.externals.count ? row.externals[index] : .unknown
        }
        switch value {
        case .text(let text): return verdict(ofText: text)
        case .list(let texts): return verdict(ofList: texts)
        default: return verdict(ofNumber: value.number, today: row.today)
        }
    }

    /// Unknown for kinds that the test wasn't made for: a lead of an older schema.
    private func verdict(ofNumber number: Int64?, today: CivilDate) -> Verdict {
        guard let number else { return .unknown }
        switch self {
        case .numberIn(let range): return Verdict(range.contains(number))
        case .never: return .fail
        case .oneOfNumbers(let sorted): return Verdict(sorted.hasSorted(number))
        case .age(let range):
            let born = CivilDate(daysSince1970: Int(number))
            return Verdict(range.contains(born.completedYears(until: today)))
        default: return .unknown
        }
    }

    private func verdict(ofText text: String) -> Verdict {
        switch self {
        case .text(let wanted): return Verdict(text == wanted)
        case .oneOfTexts(let sorted): return Verdict(sorted.hasSorted(text))
        case .textBetween(let lower, let upper, let includesLower, let includesUpper):
            if let lower, text < lower || (!includesLower && text == lower) { return .fail }
            if let upper, upper < text || (!includesUpper && text == upper) { return .fail }
            return .pass
        case .prefix(let bytes): return Verdict(text.utf8.starts(with: bytes))
        case .infix(let bytes): return Verdict(Self.has(bytes, in: text))
        default: return .unknown
        }
    }

    private func verdict(ofList texts: [String]) -> Verdict {
        switch self {
        case .onlyMember(let wanted): return Verdict(texts.count == 1 && texts[0] == wanted)
        case .anyMember(let sorted): return Verdict(texts.contains { sorted.hasSorted($0) })
        default: return .unknown
        }
    }

    private static func has(_ needle: [UInt8], in text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard needle.count <= bytes.count else { return false }
            for start in 0...(bytes.count - needle.count) {
                var matched = 0
                while matched < needle.count, bytes[start + matched] == needle[matched] {
                    matched += 1
                }
                if matched == needle.count { return true }
            }
            return false
        }
    }
}

extension Array where Element: Comparable {
    /// Whether a sorted array has the element. Binary search.
    func hasSorted(_ element: Element) -> Bool {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < count && self[low] == element
    }

    /// Sorted, each element once.
    func sortedUnique() -> [Element] {
        var result: [Element] = []
        result.reserveCapacity(count)
        for element in sorted() where result.last != element { result.append(element) }
        return result
    }
}
