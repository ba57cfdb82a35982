/// One row. Columns are counted from 0. Every accessor says so when the column is missing, is
/// NULL, or is of another type; those that end in `OrNil` answer NULL with `nil`.
public struct PostgresRow: Sendable {
    let table: ResultTable
    let row: Int32

    public var columnCount: Int { table.columnCount }

    /// Whether the column is NULL; a column that isn't there counts as NULL.
    public func isNull(_ column: Int) -> Bool {
        column < 0 || column >= table.columnCount || table.isNull(row: row, column: column)
    }

    /// The column's bytes as the server sent them, without a copy.
    public func withBytes<R>(
        _ column: Int, _ body: (UnsafeRawBufferPointer) throws -> R
    ) throws -> R {
        try withExtendedLifetime(table) { try body(try cell(column).bytes) }
    }

    func cell(_ column: Int) throws -> Cell {
        guard let cell = try cellOrNil(column) else {
            throw PostgresError(.unexpectedResult, "Column \(column) is NULL.")
        }
        return cell
    }

    func cellOrNil(_ column: Int) throws -> Cell? {
        guard column >= 0, column < table.columnCount else {
            throw PostgresError(
                .unexpectedResult,
                "Column \(column) was asked for, and the row has \(table.columnCount).")
        }
        if table.isNull(row: row, column: column) { return nil }
        return Cell(
            type: table.type(ofColumn: column), column: column,
            bytes: table.bytes(row: row, column: column))
    }

    func decode<T>(_ column: Int, _ read: (Cell) throws -> T) throws -> T {
        try withExtendedLifetime(table) { try read(try cell(column)) }
    }

    func decodeOrNil<T>(_ column: Int, _ read: (Cell) throws -> T) throws -> T? {
        try withExtendedLifetime(table) { try cellOrNil(column).map(read) }
    }
}
