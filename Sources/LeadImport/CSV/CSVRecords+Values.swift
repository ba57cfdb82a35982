import SwiftCSV

/// What a CSV file has between its values.
public enum CSVSeparator: String, Sendable, CaseIterable {
    /// `,`
    case comma
    /// `;`
    case semicolon
    /// A tabulator.
    case tab

    fileprivate var delimiter: CSVDelimiter {
        switch self {
        case .comma: .comma
        case .semicolon: .semicolon
        case .tab: .tab
        }
    }
}

extension CSVRecords.Record {
    /// The record's values, or what is wrong with it.
    func values(_ separator: CSVSeparator) throws(RowProblem) -> [String] {
        guard !isBroken else {
            throw RowProblem(column: nil, message: "A quote is never closed.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RowProblem(column: nil, message: "The row isn't UTF-8.")
        }
        do {
            // The parser takes the first record of a text for its header, which is all there is.
            // Without the newline it would drop an empty value at the end.
            let csv = try CSV<Enumerated>(
                string: text + "\n", delimiter: separator.delimiter, loadColumns: false)
            return csv.header
        } catch {
            throw RowProblem(column: nil, message: "Something follows a closing quote.")
        }
    }
}
