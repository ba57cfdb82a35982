import CPostgres

/// Owns one result of libpq and frees it.
///
/// `@unchecked Sendable`: the pointer is set once and every function used on it only reads what
/// libpq filled in before handing it out, so any thread may read it; PQclear runs once, in deinit.
final class ResultTable: @unchecked Sendable {
    private let result: OpaquePointer
    let rowCount: Int
    let columnCount: Int

    /// Takes ownership of `result`.
    init(owning result: OpaquePointer) {
        self.result = result
        rowCount = Int(PQntuples(result))
        columnCount = Int(PQnfields(result))
    }

    deinit {
        PQclear(result)
    }

    var affected: Int {
        guard let text = PQcmdTuples(result) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    func type(ofColumn column: Int) -> UInt32 {
        PQftype(result, Int32(truncatingIfNeeded: column))
    }

    func isNull(row: Int32, column: Int) -> Bool {
        PQgetisnull(result, row, Int32(truncatingIfNeeded: column)) == 1
    }

    /// The value's bytes, which live as long as this table.
    func bytes(row: Int32, column: Int) -> UnsafeRawBufferPointer {
        let column = Int32(truncatingIfNeeded: column)
        return UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
    }
}
