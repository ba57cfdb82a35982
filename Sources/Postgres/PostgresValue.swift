/// A parameter of a statement, sent in PostgreSQL's binary format.
///
/// The case fixes the parameter's type (its OID), so a statement never depends on what the server
/// would infer. `null` alone has no type: where the server can't infer one, write a cast
/// (`$1::text`). Text goes into `jsonb` with a cast too (`$1::jsonb`).
public enum PostgresValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case int2(Int16)
    case int4(Int32)
    case int8(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])
    case uuid(PostgresUUID)
    /// `timestamptz`: microseconds since 1970-01-01 UTC. `Int64.max` is `infinity`, `Int64.min` is
    /// `-infinity`.
    case timestamp(Int64)

    case boolArray([Bool?])
    case int2Array([Int16?])
    case int4Array([Int32?])
    case int8Array([Int64?])
    case doubleArray([Double?])
    case textArray([String?])
    case bytesArray([[UInt8]?])
    case uuidArray([PostgresUUID?])
    /// `timestamptz[]`, elements as in ``timestamp(_:)``.
    case timestampArray([Int64?])
}
