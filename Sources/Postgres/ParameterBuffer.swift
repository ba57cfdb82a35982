/// The parameters of one exchange's statements, encoded one behind the other, as libpq wants them:
/// types, lengths, and one block of bytes. A connection reuses its buffer, so that encoding
/// allocates nothing once the buffer has grown.
struct ParameterBuffer {
    /// Begins with a byte that belongs to nobody, so that an empty value has an address too: libpq
    /// takes a null pointer for NULL.
    private(set) var bytes: [UInt8] = [0]
    private(set) var types: [UInt32] = []
    private(set) var lengths: [Int32] = []
    /// Where each parameter's bytes begin; -1 for NULL.
    private(set) var offsets: [Int] = []
    /// The first parameter of each statement, and at the end one past the last.
    private(set) var starts: [Int] = [0]

    /// Encodes the parameters of one more statement.
    /// - Throws: ``PostgresError/Kind/invalidParameter``
    mutating func appendStatement(_ values: [PostgresValue], bytesMax: Int) throws {
        let before = bytes.count
        for value in values {
            types.append(value.typeID)
            if case .null = value {
                offsets.append(-1)
                lengths.append(0)
                continue
            }
            let offset = bytes.count
            try append(value)
            let length = bytes.count - offset
            guard bytes.count - before <= bytesMax, length <= Int(Int32.max) else {
                throw PostgresError(
                    .invalidParameter, "A statement's parameters are larger than the limit.")
            }
            offsets.append(offset)
            lengths.append(Int32(length))
        }
        starts.append(types.count)
    }

    mutating func removeAll() {
        // A rare giant is given back rather than kept for ever.
        let keeps = bytes.capacity <= 1 << 20
        bytes.removeAll(keepingCapacity: keeps)
        bytes.append(0)
        types.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        starts.append(0)
    }

    /// The types of one statement's parameters; 0 where the value is an untyped NULL.
    func types(ofStatement index: Int) -> ArraySlice<UInt32> {
        types[starts[index]..<starts[index + 1]]
    }
}

extension ParameterBuffer {
    private mutating func append(_ value: PostgresValue) throws {
        switch value {
        case .null: break
        case .bool(let value): bytes.append(value ? 1 : 0)
        case .int2(let value): append(integer: value)
        case .int4(let value): append(integer: value)
        case .int8(let value): append(integer: value)
        case .double(let value): append(integer: value.bitPattern)
        case .text(let value): try append(text: value)
        case .bytes(let value): bytes.append(contentsOf: value)
        case .uuid(let value): append(uuid: value)
        case .timestamp(let value): try append(time: value)
        case .boolArray(let values):
            append(values, of: TypeID.bool) {
                $0.append(length: 1)
                $0.bytes.append($1 ? 1 : 0)
            }
        case .int2Array(let values): append(integers: values, of: TypeID.int2)
        case .int4Array(let values): append(integers: values, of: TypeID.int4)
        case .int8Array(let values): append(integers: values, of: TypeID.int8)
        case .doubleArray(let values):
            append(integers: values.map { $0?.bitPattern }, of: TypeID.float8)
        case .textArray(let values):
            try append(values, of: TypeID.text) {
                $0.append(length: $1.utf8.count)
                try $0.append(text: $1)
            }
        case .bytesArray(let values):
            append(values, of: TypeID.bytea) {
                $0.append(length: $1.count)
                $0.bytes.append(contentsOf: $1)
            }
        case .uuidArray(let values):
            append(values, of: TypeID.uuid) {
                $0.append(length: 16)
                $0.append(uuid: $1)
            }
        case .timestampArray(let values):
            try append(values, of: TypeID.timestamptz) {
                $0.append(length: 8)
                try $0.append(time: $1)
            }
        }
    }

    private mutating func append<Integer: FixedWidthInteger>(
        integers values: [Integer?], of type: UInt32
    ) {
        append(values, of: type) {
            $0.append(length: MemoryLayout<Integer>.size)
            $0.append(integer: $1)
        }
    }

    /// Of an element. A statement with one that is too long is refused as a whole.
    @inline(__always)
    private mutating func append(length: Int) {
        append(integer: Int32(truncatingIfNeeded: length))
    }

    @inline(__always)
    private mutating func append(integer value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func append(uuid value: PostgresUUID) {
        append(integer: value.high)
        append(integer: value.low)
    }

    private mutating func append(time value: Int64) throws {
        guard let time = PostgresEpoch.serverMicroseconds(fromUnix: value) else {
            throw PostgresError(.invalidParameter, "A time is out of PostgreSQL's range.")
        }
        append(integer: time)
    }

    private mutating func append(text value: String) throws {
        var value = value
        let isClean = value.withUTF8 { utf8 in
            bytes.append(contentsOf: utf8)
            return !utf8.contains(0)
        }
        guard isClean else {
            throw PostgresError(
                .invalidParameter, "A text holds a NUL character, which PostgreSQL can't store.")
        }
    }

    /// The binary form of a one-dimensional array (PostgreSQL source, `array_recv`): dimensions,
    /// whether there are NULLs, element type, size, lower bound, then length and bytes of each
    /// element, which `encode` writes.
    @inline(__always)
    private mutating func append<Element>(
        _ values: [Element?], of type: UInt32,
        _ encode: (inout ParameterBuffer, Element) throws -> Void
    ) rethrows {
        append(integer: Int32(values.isEmpty ? 0 : 1))
        append(integer: Int32(values.contains { $0 == nil } ? 1 : 0))
        append(integer: type)
        if values.isEmpty { return }
        append(integer: Int32(truncatingIfNeeded: values.count))
        append(integer: Int32(1))
        for value in values {
            guard let value else {
                append(integer: Int32(-1))
                continue
            }
            try encode(&self, value)
        }
    }
}

extension PostgresValue {
    /// The OID of the parameter's type; 0 lets the server infer it.
    var typeID: UInt32 {
        switch self {
        case .null: 0
        case .bool: TypeID.bool
        case .int2: TypeID.int2
        case .int4: TypeID.int4
        case .int8: TypeID.int8
        case .double: TypeID.float8
        case .text: TypeID.text
        case .bytes: TypeID.bytea
        case .uuid: TypeID.uuid
        case .timestamp: TypeID.timestamptz
        case .boolArray: TypeID.boolArray
        case .int2Array: TypeID.int2Array
        case .int4Array: TypeID.int4Array
        case .int8Array: TypeID.int8Array
        case .doubleArray: TypeID.float8Array
        case .textArray: TypeID.textArray
        case .bytesArray: TypeID.byteaArray
        case .uuidArray: TypeID.uuidArray
        case .timestampArray: TypeID.timestamptzArray
        }
    }
}
