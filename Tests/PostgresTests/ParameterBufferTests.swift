import Testing

@testable import Postgres

/// The bytes are those of PostgreSQL's binary send and receive functions.
@Suite struct ParameterBufferTests {
    private func encoded(_ value: PostgresValue) throws -> [UInt8] {
        var buffer = ParameterBuffer()
        try buffer.appendStatement([value], bytesMax: 1_000)
        return Array(buffer.bytes[buffer.offsets[0]...].prefix(Int(buffer.lengths[0])))
    }

    @Test func scalarsAreBigEndian() throws {
        #expect(try encoded(.bool(true)) == [1])
        #expect(try encoded(.int2(-2)) == [0xff, 0xfe])
        #expect(try encoded(.int4(0x0102_0304)) == [1, 2, 3, 4])
        #expect(try encoded(.int8(1)) == [0, 0, 0, 0, 0, 0, 0, 1])
        #expect(try encoded(.double(1)) == [0x3f, 0xf0, 0, 0, 0, 0, 0, 0])
        #expect(try encoded(.text("aé")) == [0x61, 0xc3, 0xa9])
        #expect(try encoded(.timestamp(946_684_800_000_001)) == [0, 0, 0, 0, 0, 0, 0, 1])
    }

    @Test func arraysHaveAHeader() throws {
        #expect(try encoded(.int2Array([])) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 21])
        #expect(
            try encoded(.int2Array([5, nil])) == [
                0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 21, 0, 0, 0, 2, 0, 0, 0, 1,
                0, 0, 0, 2, 0, 5, 0xff, 0xff, 0xff, 0xff,
            ])
    }

    @Test func statementsShareOneBlock() throws {
        var buffer = ParameterBuffer()
        try buffer.appendStatement([.int2(1), .null, .text("")], bytesMax: 100)
        try buffer.appendStatement([], bytesMax: 100)
        try buffer.appendStatement([.bool(false)], bytesMax: 100)
        #expect(buffer.starts == [0, 3, 3, 4])
        #expect(buffer.lengths == [2, 0, 0, 1])
        #expect(buffer.offsets == [1, -1, 3, 3])
        #expect(Array(buffer.types(ofStatement: 0)) == [21, 0, 25])
        #expect(buffer.types(ofStatement: 1).isEmpty)
        buffer.removeAll()
        #expect(buffer.starts == [0] && buffer.bytes.count == 1 && buffer.types.isEmpty)
    }

    @Test(arguments: [
        PostgresValue.text("a\0b"), .textArray(["ok", "\0"]), .timestamp(.min + 1),
        .timestampArray([.min + 1]), .bytes([UInt8](repeating: 0, count: 1_001)),
    ])
    func whatCannotBeSentIsRefused(_ value: PostgresValue) async {
        let error = await postgresError { _ = try encoded(value) }
        #expect(error?.kind == .invalidParameter)
        #expect(error?.blamesData == true)
    }
}
