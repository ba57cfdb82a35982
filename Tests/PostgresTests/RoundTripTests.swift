import Postgres
import Testing

/// Every type goes to a real server and comes back.
@Suite struct RoundTripTests {
    static let uuid = PostgresUUID(high: 0x0190_1234_5678_7abc, low: 0x8def_0123_4567_89ab)

    private func echo(
        _ value: PostgresValue, _ check: @Sendable @escaping (PostgresRow) throws -> Bool
    ) async throws {
        try await withDatabase { client in
            let rows = try await client.run(Statement("echo", "SELECT $1"), [value])
            let row = try rows.only()
            #expect(try check(row), "\(value)")
        }
    }

    @Test func scalars() async throws {
        try await withDatabase { client in
            let statement = Statement(
                "echo", "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $3::text, $9::text")
            let row = try await client.run(
                statement,
                [
                    .bool(true), .int2(.min), .int4(.max), .int8(.min), .double(-0.1),
                    .text("Grüße, 世界 🦊"), .bytes([0, 1, 255]), .uuid(Self.uuid),
                    .timestamp(1_753_000_000_123_456),
                ]
            ).only()
            #expect(try row.bool(0))
            #expect(try row.int32(1) == Int32(Int16.min))
            #expect(try row.int32(2) == .max)
            #expect(try row.int64(3) == .min)
            #expect(try row.double(4) == -0.1)
            #expect(try row.text(5) == "Grüße, 世界 🦊")
            #expect(try row.bytes(6) == [0, 1, 255])
            #expect(try row.uuid(7) == Self.uuid)
            #expect(try row.timestampMicroseconds(8) == 1_753_000_000_123_456)
            // What the server understood, in its own words.
            #expect(try row.text(9) == "2147483647")
            #expect(try row.text(10) == "2025-07-20 08:26:40.123456+00")
            #expect(row.columnCount == 11)
        }
    }

    @Test func emptyValuesAreNotNull() async throws {
        try await withDatabase { client in
            let row = try await client.run(
                Statement("echo", "SELECT $1, $2, $1 IS NULL, $2 IS NULL"),
                [.text(""), .bytes([])]
            ).only()
            #expect(try row.text(0) == "")
            #expect(try row.bytes(1) == [])
            #expect(try !row.bool(2))
            #expect(try !row.bool(3))
        }
    }

    @Test func nullsNeedNoTypeWhereTheServerInfersIt() async throws {
        try await withDatabase("CREATE TABLE t (a int8, b text, c uuid)") { client in
            let insert = Statement("insert", "INSERT INTO t VALUES ($1, $2, $3)")
            _ = try await client.run(insert, [.null, .text("x"), .null])
            _ = try await client.run(insert, [.int8(1), .null, .uuid(Self.uuid)])
            _ = try await client.run(insert, [.int4(2), .null, .null])
            let rows = try await client.run(
                Statement("select", "SELECT a, b, c FROM t ORDER BY a"))
            #expect(rows.count == 3)
            #expect(try rows.map { try $0.int64OrNil(0) } == [1, 2, nil])
            #expect(try rows.map { try $0.textOrNil(1) } == [nil, nil, "x"])
            #expect(try rows.map { try $0.uuidOrNil(2) } == [Self.uuid, nil, nil])
            #expect(rows[2].isNull(0) && !rows[0].isNull(0))
        }
    }

    @Test func infinities() async throws {
        try await withDatabase { client in
            let row = try await client.run(
                Statement("echo", "SELECT $1, $2, $1::text, $2::text, 'infinity'::timestamptz"),
                [.timestamp(.max), .timestamp(.min)]
            ).only()
            #expect(try row.timestampMicroseconds(0) == .max)
            #expect(try row.timestampMicroseconds(1) == .min)
            #expect(try row.text(2) == "infinity")
            #expect(try row.text(3) == "-infinity")
            #expect(try row.timestampMicroseconds(4) == .max)
        }
    }

    @Test func arrays() async throws {
        try await echo(.boolArray([true, nil, false])) {
            try $0.boolArray(0) == [true, nil, false]
        }
        try await echo(.int2Array([1, nil, -1])) { try $0.int32Array(0) == [1, nil, -1] }
        try await echo(.int4Array([.max, nil])) { try $0.int32Array(0) == [.max, nil] }
        try await echo(.int8Array([.min, 0])) { try $0.int64Array(0) == [.min, 0] }
        try await echo(.doubleArray([0.5, nil])) { try $0.doubleArray(0) == [0.5, nil] }
        try await echo(.textArray(["", nil, "a,\"{}"])) {
            try $0.textArray(0) == ["", nil, "a,\"{}"]
        }
        try await echo(.bytesArray([[], nil, [7]])) { try $0.bytesArray(0) == [[], nil, [7]] }
        try await echo(.uuidArray([Self.uuid, nil])) { try $0.uuidArray(0) == [Self.uuid, nil] }
        try await echo(.timestampArray([0, nil, .max])) {
            try $0.timestampMicrosecondsArray(0) == [0, nil, .max]
        }
    }

    @Test func emptyArrays() async throws {
        try await echo(.int8Array([])) { try $0.int64Array(0) == [] }
        try await echo(.textArray([])) { try $0.textArray(0) == [] }
        try await echo(.bytesArray([])) { try $0.bytesArray(0) == [] }
    }

    @Test func unnestMakesRowsOfArrays() async throws {
        try await withDatabase { client in
            let rows = try await client.run(
                Statement("unnest", "SELECT * FROM unnest($1, $2, $3) AS r(id, name, at)"),
                [
                    .int8Array([1, 2]), .textArray(["a", nil]),
                    .timestampArray([10, 20]),
                ])
            #expect(try rows.map { try $0.int64(0) } == [1, 2])
            #expect(try rows.map { try $0.textOrNil(1) } == ["a", nil])
            #expect(try rows.map { try $0.timestampMicroseconds(2) } == [10, 20])
        }
    }

    @Test func typesThatOnlyTheServerSends() async throws {
        try await withDatabase("CREATE TYPE colour AS ENUM ('red', 'green')") { client in
            let row = try await client.run(
                Statement(
                    "types",
                    """
                    SELECT sum(v), 'green'::colour, '{"a": 1}'::jsonb, '[1]'::json, 7::oid,
                           'x'::varchar, '42'::xid8, 1.5::float4, 'n'::name,
                           timestamp '1970-01-01 00:00:01', -12345678901234567890::numeric
                    FROM unnest('{9223372036854775807, -1}'::int8[]) v
                    """)
            ).only()
            #expect(try row.int64(0) == .max - 1)
            #expect(try row.text(1) == "green")
            #expect(try row.text(2) == #"{"a": 1}"#)
            #expect(try row.text(3) == "[1]")
            #expect(try row.int64(4) == 7)
            #expect(try row.text(5) == "x")
            #expect(try row.int(6) == 42)
            #expect(try row.double(7) == 1.5)
            #expect(try row.text(8) == "n")
            #expect(try row.timestampMicroseconds(9) == 1_000_000)
            #expect(throws: PostgresError.self) { try row.int64(10) }
        }
    }

    @Test(arguments: [
        "0", "1", "-1", "9999", "10000", "-10000", "100000000", "9223372036854775807",
        "-9223372036854775808", "1e18",
    ])
    func wholeNumerics(_ text: String) async throws {
        try await withDatabase { client in
            let row = try await client.run(
                Statement("numeric", "SELECT $1::text::numeric, $1::text::numeric::int8"),
                [.text(text)]
            ).only()
            #expect(try row.int64(0) == row.int64(1))
        }
    }

    @Test(arguments: ["0.5", "9223372036854775808", "-9223372036854775809", "NaN", "1e30"])
    func numericsThatAreNoInt64(_ text: String) async throws {
        try await withDatabase { client in
            let row = try await client.run(
                Statement("numeric", "SELECT $1::text::numeric"), [.text(text)]
            ).only()
            #expect(throws: PostgresError.self) { try row.int64(0) }
        }
    }

    @Test func wrongAccessorsSayWhatIsThere() async throws {
        try await withDatabase { client in
            let row = try await client.run(
                Statement("two", "SELECT 1::int8, NULL::text, '{{1,2},{3,4}}'::int4[]")
            ).only()
            let errors = [
                await postgresError { _ = try row.text(0) },
                await postgresError { _ = try row.text(1) },
                await postgresError { _ = try row.int64(3) },
                await postgresError { _ = try row.int64(-1) },
                await postgresError { _ = try row.int32Array(2) },
                await postgresError { _ = try row.int32(0) },
            ]
            #expect(errors.allSatisfy { $0?.kind == .unexpectedResult })
            #expect(errors[0]?.message == "Column 0 was read as text, and its type's OID is 20.")
            #expect(errors[1]?.message == "Column 1 is NULL.")
        }
    }

    @Test func largeValues() async throws {
        try await withDatabase { client in
            let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
            let row = try await client.run(
                Statement("echo", "SELECT $1, length($1)"), [.bytes(bytes)]
            ).only()
            #expect(try row.int64(1) == 3_000_000)
            #expect(try row.bytes(0) == bytes)
        }
    }
}
