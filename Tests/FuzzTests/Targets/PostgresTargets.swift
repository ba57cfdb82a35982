@testable import Postgres

/// What an operator's URL and a server's rows go through.
enum PostgresTargets {
    static func url(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let settings = try? PostgresSettings(url: "postgres://" + text) else { return }
        try Broken.unless((1...65_535).contains(settings.port), "a port is a port")
        try Broken.unless(!settings.database.isEmpty || settings.user.isEmpty, "a database")
    }

    /// Two bytes choose the type, the rest is the value.
    static func cell(_ bytes: [UInt8]) throws {
        guard bytes.count >= 2 else { return }
        let types: [UInt32] = [
            TypeID.bool, TypeID.int2, TypeID.int4, TypeID.int8, TypeID.oid, TypeID.xid8,
            TypeID.numeric, TypeID.float4, TypeID.float8, TypeID.text, TypeID.jsonb,
            TypeID.bytea, TypeID.uuid, TypeID.timestamptz,
        ]
        let type = types[Int(bytes[0]) % types.count]
        bytes.dropFirst(2).withUnsafeBytes { value in
            let cell = Cell(type: type, column: 0, bytes: value)
            _ = try? cell.bool()
            _ = try? cell.int32()
            _ = try? cell.int64()
            _ = try? cell.double()
            _ = try? cell.text()
            _ = try? cell.bytea()
            _ = try? cell.uuid()
            _ = try? cell.timestampMicroseconds()
            _ = try? cell.array { try $0.int64() }
            _ = try? cell.array { try $0.text() }
            _ = try? cell.array { try $0.uuid() }
        }
        let text = String(decoding: bytes.dropFirst(2), as: UTF8.self)
        if let uuid = PostgresUUID(text) {
            try Broken.unless(PostgresUUID(uuid.description) == uuid, "a uuid comes back")
        }
    }
}
