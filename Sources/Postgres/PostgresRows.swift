import CPostgres

/// The rows that one statement returned, in order. Cheap to copy and to pass on: it holds libpq's
/// result, which is freed with the last reference.
public struct PostgresRows: Sendable, RandomAccessCollection {
    let table: ResultTable

    /// How many rows an INSERT, UPDATE, DELETE or SELECT touched.
    public var affected: Int { table.affected }
    public var startIndex: Int { 0 }
    public var endIndex: Int { table.rowCount }

    public subscript(position: Int) -> PostgresRow {
        precondition(position >= 0 && position < table.rowCount, "row out of range")
        return PostgresRow(table: table, row: Int32(truncatingIfNeeded: position))
    }

    /// The only row.
    /// - Throws: ``PostgresError/Kind/unexpectedResult`` when there are none or several.
    public func only() throws -> PostgresRow {
        guard count == 1 else {
            throw PostgresError(
                .unexpectedResult, "The statement returned \(count) rows where one was expected.")
        }
        return self[0]
    }
}
