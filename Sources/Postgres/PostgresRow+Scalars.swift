extension PostgresRow {
    /// `bool`
    public func bool(_ column: Int) throws -> Bool { try decode(column) { try $0.bool() } }
    /// `int2` or `int4`
    public func int32(_ column: Int) throws -> Int32 { try decode(column) { try $0.int32() } }
    /// `int2`, `int4`, `int8`, `oid`, `xid8`, or a `numeric` (as `sum` returns) without fraction
    public func int64(_ column: Int) throws -> Int64 { try decode(column) { try $0.int64() } }
    /// As ``int64(_:)``
    public func int(_ column: Int) throws -> Int { try Int(int64(column)) }
    /// `float4` or `float8`
    public func double(_ column: Int) throws -> Double { try decode(column) { try $0.double() } }
    /// `text`, `varchar`, `bpchar`, `name`, `json`, `jsonb`, `xml`, or an enum
    public func text(_ column: Int) throws -> String { try decode(column) { try $0.text() } }
    /// `bytea`
    public func bytes(_ column: Int) throws -> [UInt8] { try decode(column) { try $0.bytea() } }
    /// `uuid`
    public func uuid(_ column: Int) throws -> PostgresUUID { try decode(column) { try $0.uuid() } }
    /// `timestamptz` or `timestamp` (taken as UTC): microseconds since 1970-01-01 UTC.
    /// `infinity` is `Int64.max`, `-infinity` is `Int64.min`.
    public func timestampMicroseconds(_ column: Int) throws -> Int64 {
        try decode(column) { try $0.timestampMicroseconds() }
    }

    public func boolOrNil(_ column: Int) throws -> Bool? {
        try decodeOrNil(column) { try $0.bool() }
    }
    public func int32OrNil(_ column: Int) throws -> Int32? {
        try decodeOrNil(column) { try $0.int32() }
    }
    public func int64OrNil(_ column: Int) throws -> Int64? {
        try decodeOrNil(column) { try $0.int64() }
    }
    public func intOrNil(_ column: Int) throws -> Int? {
        try int64OrNil(column).map { Int($0) }
    }
    public func doubleOrNil(_ column: Int) throws -> Double? {
        try decodeOrNil(column) { try $0.double() }
    }
    public func textOrNil(_ column: Int) throws -> String? {
        try decodeOrNil(column) { try $0.text() }
    }
    public func bytesOrNil(_ column: Int) throws -> [UInt8]? {
        try decodeOrNil(column) { try $0.bytea() }
    }
    public func uuidOrNil(_ column: Int) throws -> PostgresUUID? {
        try decodeOrNil(column) { try $0.uuid() }
    }
    public func timestampMicrosecondsOrNil(_ column: Int) throws -> Int64? {
        try decodeOrNil(column) { try $0.timestampMicroseconds() }
    }
}
