/// One value that isn't NULL, as the server sent it: its type and its bytes, which it borrows.
struct Cell {
    let type: UInt32
    let column: Int
    let bytes: UnsafeRawBufferPointer

    func bool() throws -> Bool {
        guard type == TypeID.bool, bytes.count == 1 else { throw mismatch("bool") }
        return bytes[0] != 0
    }

    func int32() throws -> Int32 {
        switch (type, bytes.count) {
        case (TypeID.int4, 4): return Int32(bitPattern: word32(0))
        case (TypeID.int2, 2): return Int32(Int16(bitPattern: word16(0)))
        default: throw mismatch("int4")
        }
    }

    func int64() throws -> Int64 {
        switch (type, bytes.count) {
        case (TypeID.int8, 8): return Int64(bitPattern: word64(0))
        case (TypeID.int4, 4): return Int64(Int32(bitPattern: word32(0)))
        case (TypeID.int2, 2): return Int64(Int16(bitPattern: word16(0)))
        case (TypeID.oid, 4): return Int64(word32(0))
        case (TypeID.xid8, 8):
            guard let value = Int64(exactly: word64(0)) else { throw mismatch("int8") }
            return value
        case (TypeID.numeric, 8...): return try integerOfNumeric()
        default: throw mismatch("int8")
        }
    }

    func double() throws -> Double {
        switch (type, bytes.count) {
        case (TypeID.float8, 8): return Double(bitPattern: word64(0))
        case (TypeID.float4, 4): return Double(Float(bitPattern: word32(0)))
        default: throw mismatch("float8")
        }
    }

    func text() throws -> String {
        switch type {
        case TypeID.text, TypeID.varchar, TypeID.bpchar, TypeID.name, TypeID.json, TypeID.xml,
            TypeID.unknown, TypeID.firstOfUsers...:
            return String(decoding: bytes, as: UTF8.self)
        case TypeID.jsonb where bytes.first == 1:
            // Binary jsonb is its text behind a version byte.
            return String(decoding: bytes.dropFirst(), as: UTF8.self)
        default: throw mismatch("text")
        }
    }

    func bytea() throws -> [UInt8] {
        guard type == TypeID.bytea else { throw mismatch("bytea") }
        return [UInt8](bytes)
    }

    func uuid() throws -> PostgresUUID {
        guard type == TypeID.uuid, bytes.count == 16 else { throw mismatch("uuid") }
        return PostgresUUID(high: word64(0), low: word64(8))
    }

    func timestampMicroseconds() throws -> Int64 {
        guard type == TypeID.timestamptz || type == TypeID.timestamp, bytes.count == 8 else {
            throw mismatch("timestamptz")
        }
        return PostgresEpoch.unixMicroseconds(fromServer: Int64(bitPattern: word64(0)))
    }

    func mismatch(_ wanted: String) -> PostgresError {
        PostgresError(
            .unexpectedResult,
            "Column \(column) was read as \(wanted), and its type's OID is \(type).")
    }

    func word16(_ offset: Int) -> UInt16 {
        UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    func word32(_ offset: Int) -> UInt32 {
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    func word64(_ offset: Int) -> UInt64 {
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
