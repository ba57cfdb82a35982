import LeadImport
import LeadlineAPI

/// Where an import's rows come from.
enum RowSource: Sendable {
    case file(path: String, mapping: FieldMapping)
    case samples(SampleLeads)

    /// How many rows there are, for the progress shown. Reads a file once.
    func count() throws -> Int64 {
        switch self {
        case .file(let path, _): try LeadFile.countRows(path: path)
        case .samples(let samples): Int64(samples.count)
        }
    }

    /// Reads from the beginning.
    func reader() throws -> RowReader {
        switch self {
        case .file(let path, let mapping):
            RowReader(file: try LeadFile(path: path, mapping: mapping))
        case .samples(let samples): RowReader(samples: samples)
        }
    }
}

/// Reads an import's rows, one after the other. Used by one task.
struct RowReader {
    /// A row as it is read.
    struct Row {
        var number: Int64
        /// "row 7, line 9".
        var place: String
        var lead: Result<WireSubmitRequest, RowProblem>
    }

    private let file: LeadFile?
    private let samples: SampleLeads?
    private var next = 0

    init(file: LeadFile) {
        self.file = file
        samples = nil
    }

    init(samples: SampleLeads) {
        self.samples = samples
        file = nil
    }

    /// The next row; nil at the end.
    mutating func nextRow() throws -> Row? {
        if let file {
            return try file.nextRow().map {
                Row(number: $0.row, place: "row \($0.row), line \($0.line)", lead: $0.lead)
            }
        }
        guard let samples, next < samples.count else { return nil }
        next += 1
        return Row(
            number: Int64(next), place: "row \(next)", lead: .success(samples[next - 1]))
    }
}
