/// A table for people: columns as wide as their longest cell, numbers to the right.
struct TextTable: Sendable {
    /// How a column's cells stand.
    enum Alignment: Sendable { case left, right }

    private let header: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []

    /// An empty table.
    init(_ columns: [(title: String, alignment: Alignment)]) {
        header = columns.map(\.title)
        alignments = columns.map(\.alignment)
    }

    /// Adds a row; cells that are missing are empty.
    mutating func add(_ cells: [String]) {
        rows.append(header.indices.map { $0 < cells.count ? cells[$0] : "" })
    }

    /// Whether there is any row.
    var isEmpty: Bool { rows.isEmpty }

    /// The lines, header first, without blanks at their ends.
    func lines(indent: String = "") -> [String] {
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        return ([header] + rows).map { row in
            let cells = row.indices.map { column -> String in
                let gap = String(repeating: " ", count: widths[column] - row[column].count)
                return alignments[column] == .left ? row[column] + gap : gap + row[column]
            }
            var line = indent + cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
