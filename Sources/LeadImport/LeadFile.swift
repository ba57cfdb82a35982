import Foundation
public import LeadlineAPI

/// One row of a file: a lead to send, or why it can't be.
public struct LeadFileRow: Sendable {
    /// The row's number in the file, from 1; the header doesn't count.
    public let row: Int64
    /// The line on which it begins, from 1; the header is line 1.
    public let line: Int
    /// The lead, or what is wrong with the row.
    public let lead: Result<WireSubmitRequest, RowProblem>

    /// The row as it is sent on an import's stream; nil when it can't be.
    public func message(importID: String, dryRun: Bool = false) -> WireImportRow? {
        guard case .success(let lead) = lead else { return nil }
        var message = WireImportRow()
        message.importID = importID
        message.row = row
        message.lead = lead
        message.dryRun = dryRun
        return message
    }
}

/// A CSV file of leads, read in pieces: memory doesn't grow with the file, and a bad row is
/// reported and passed over. Used by one task at a time.
///
///     header read ──next──► rows … ──end of file──► ended
public final class LeadFile {
    /// The file's size.
    public let totalBytes: Int64
    /// How much of it was read.
    public private(set) var bytesRead: Int64 = 0

    private let handle: FileHandle
    private let mapping: FieldMapping
    private var records = CSVRecords()
    private var queue: [CSVRecords.Record] = []
    private var next = 0
    private var hasEnded = false
    private var row: Int64 = 0
    private var columns: [String: Int] = [:]
    private var columnCount = 0

    private static let pieceBytes = 1 << 16

    /// Opens a file and compares its header with the mapping.
    /// Throws `unreadable`, `empty` or `wrongColumns`.
    public init(path: String, mapping: FieldMapping) throws(LeadFileError) {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw LeadFileError(.unreadable, "The file \(path) can't be opened.")
        }
        self.handle = handle
        self.mapping = mapping
        do {
            totalBytes = Int64(try handle.seekToEnd())
            try handle.seek(toOffset: 0)
        } catch {
            throw LeadFileError(.unreadable, "The file \(path) can't be read.")
        }
        try readHeader()
    }

    deinit {
        try? handle.close()
    }

    /// The next row, or nil at the end. Throws `unreadable`.
    public func nextRow() throws(LeadFileError) -> LeadFileRow? {
        guard let record = try nextRecord() else { return nil }
        row += 1
        do throws(RowProblem) {
            let values = try record.values(mapping.separator)
            guard values.count == columnCount else {
                throw RowProblem(
                    column: nil,
                    message: "The row has \(values.count) values, and the header \(columnCount).")
            }
            let lead = try mapping.lead(row: row) { values[columns[$0] ?? 0] }
            return LeadFileRow(row: row, line: record.line, lead: .success(lead))
        } catch {
            return LeadFileRow(row: row, line: record.line, lead: .failure(error))
        }
    }

    /// How many rows a file has, for a progress bar. Reads the whole file. Throws `unreadable`.
    public static func countRows(path: String) throws(LeadFileError) -> Int64 {
        let file = try LeadFile(counting: path)
        var count: Int64 = -1
        while try file.nextRecord() != nil { count += 1 }
        return max(0, count)
    }

    private init(counting path: String) throws(LeadFileError) {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw LeadFileError(.unreadable, "The file \(path) can't be opened.")
        }
        self.handle = handle
        mapping = FieldMapping()
        totalBytes = 0
    }

    private func nextRecord() throws(LeadFileError) -> CSVRecords.Record? {
        while next == queue.count {
            guard !hasEnded else { return nil }
            next = 0
            queue.removeAll(keepingCapacity: true)
            let piece: Data
            do {
                piece = try handle.read(upToCount: Self.pieceBytes) ?? Data()
            } catch {
                throw LeadFileError(.unreadable, "The file can't be read any further.")
            }
            bytesRead += Int64(piece.count)
            if piece.isEmpty {
                hasEnded = true
                if let last = records.finish() { queue.append(last) }
            } else {
                queue += records.feed(piece)
            }
        }
        next += 1
        return queue[next - 1]
    }

    private func readHeader() throws(LeadFileError) {
        guard let record = try nextRecord() else {
            throw LeadFileError(.empty, "The file has no header.")
        }
        let header: [String]
        do throws(RowProblem) {
            header = try record.values(mapping.separator).map(ColumnValue.trimmed)
        } catch {
            throw LeadFileError(.wrongColumns, "The header can't be read: \(error)")
        }
        let problems = mapping.problems(ofHeader: header)
        guard problems.isEmpty else {
            throw LeadFileError(.wrongColumns, problems.joined(separator: "\n"))
        }
        columnCount = header.count
        for (index, column) in header.enumerated() { columns[column] = index }
    }
}
