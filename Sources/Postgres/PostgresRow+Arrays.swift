extension PostgresRow {
    /// `bool[]`. As all arrays here: one dimension, elements in order, NULL elements as `nil`.
    public func boolArray(_ column: Int) throws -> [Bool?] {
        try decode(column) { try $0.array { try $0.bool() } }
    }
    /// `int2[]` or `int4[]`
    public func int32Array(_ column: Int) throws -> [Int32?] {
        try decode(column) { try $0.array { try $0.int32() } }
    }
    /// `int2[]`, `int4[]` or `int8[]`
    public func int64Array(_ column: Int) throws -> [Int64?] {
        try decode(column) { try $0.array { try $0.int64() } }
    }
    /// `float4[]` or `float8[]`
    public func doubleArray(_ column: Int) throws -> [Double?] {
        try decode(column) { try $0.array { try $0.double() } }
    }
    /// `text[]` and its like
    public func textArray(_ column: Int) throws -> [String?] {
        try decode(column) { try $0.array { try $0.text() } }
    }
    /// `bytea[]`
    public func bytesArray(_ column: Int) throws -> [[UInt8]?] {
        try decode(column) { try $0.array { try $0.bytea() } }
    }
    /// `uuid[]`
    public func uuidArray(_ column: Int) throws -> [PostgresUUID?] {
        try decode(column) { try $0.array { try $0.uuid() } }
    }
    /// `timestamptz[]`, elements as in ``timestampMicroseconds(_:)``
    public func timestampMicrosecondsArray(_ column: Int) throws -> [Int64?] {
        try decode(column) { try $0.array { try $0.timestampMicroseconds() } }
    }
}
