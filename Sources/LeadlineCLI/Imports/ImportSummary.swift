import Foundation

/// An import in numbers, as `--summary` writes it.
struct ImportSummary: Sendable, Encodable {
    var importID: String
    var submitted: Int64
    var answered: Int64
    var sold: Int64
    var unsold: Int64
    var rejected: Int64
    var duplicates: Int64
    var stored: Int64
    var pending: Int64
    var errors: Int64
    /// How long rows were sent and answered.
    var seconds: Double
    var leadsPerSecond: Double
    var overheadP50: Double
    var overheadP99: Double

    private enum CodingKeys: String, CodingKey {
        case importID = "import_id"
        case submitted, answered, sold, unsold, rejected, duplicates, stored, pending, errors
        case seconds
        case leadsPerSecond = "leads_per_second"
        case overheadP50 = "overhead_p50_ms"
        case overheadP99 = "overhead_p99_ms"
    }

    /// Of a tally and the microseconds that its rows took.
    init(_ tally: ImportTally, importID: String, microseconds: Int64) {
        self.importID = importID
        submitted = tally.submitted
        answered = tally.answered
        sold = tally[.sold]
        unsold = tally[.unsold]
        rejected = tally[.rejected]
        duplicates = tally[.duplicate]
        stored = tally[.stored]
        pending = tally[.pending]
        errors = tally.errors
        seconds = Self.rounded(Double(microseconds) / 1e6, 1e3)
        leadsPerSecond = Self.rounded(
            microseconds > 0 ? Double(tally.answered) * 1e6 / Double(microseconds) : 0, 10)
        overheadP50 = Double(Quantile.of(tally.overheads, 0.5)) / 1e3
        overheadP99 = Double(Quantile.of(tally.overheads, 0.99)) / 1e3
    }

    private static func rounded(_ value: Double, _ scale: Double) -> Double {
        (value * scale).rounded() / scale
    }

    /// For people.
    var lines: [String] {
        func row(_ name: String, _ number: Int64) -> [String] { [name, Wording.text(number)] }
        var table = TextTable([("", .left), ("", .right)])
        table.add(row("submitted", submitted))
        table.add(row("answered", answered))
        for (name, number) in [
            ("sold", sold), ("unsold", unsold), ("rejected", rejected),
            ("duplicates", duplicates), ("stored", stored), ("pending", pending),
        ] where number != 0 {
            table.add(row("  " + name, number))
        }
        table.add(row("errors", errors))
        return table.lines(indent: "  ").dropFirst() + [
            "  \(leadsPerSecond) leads a second; overhead \(overheadP50) ms (median), "
                + "\(overheadP99) ms (99 %)"
        ]
    }
}
