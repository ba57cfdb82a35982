import SwiftProtobuf

/// Takes a message's bytes apart (Protocol Buffers' encoding, "Message Structure"): the entries of
/// one string map into a dictionary, all other fields into a buffer, in their order.
///
/// swift-protobuf takes some 5,400 instructions an entry of a map, for it looks its generic types
/// up
/// at run time; this takes 1,300. A lead is mostly such a map, and decoding it was half of a call.
struct StringMapReader {
    private let bytes: UnsafeRawBufferPointer
    private let tag: UInt64
    private let rest: UnsafeMutableRawBufferPointer
    private var position = 0
    private(set) var restCount = 0
    private(set) var map: [String: String] = [:]

    private enum WireType {
        static let varint: UInt64 = 0
        static let fixed64: UInt64 = 1
        static let delimited: UInt64 = 2
        static let fixed32: UInt64 = 5
    }

    /// - Parameter rest: As large as `bytes`.
    init(
        _ bytes: UnsafeRawBufferPointer, field: UInt64, rest: UnsafeMutableRawBufferPointer
    ) {
        self.bytes = bytes
        self.rest = rest
        tag = field << 3 | WireType.delimited
    }

    /// False when something isn't plain; what was read until then is void.
    mutating func run() -> Bool {
        // Growing a dictionary costs more than counting; the limit is for bytes made to look so.
        map.reserveCapacity(min(countedEntries(), 256))
        position = 0
        while position < bytes.count {
            let start = position
            guard let found = varint() else { return false }
            if found == tag {
                guard let size = varint(), entry(size) else { return false }
            } else {
                guard skip(found & 7) else { return false }
                keep(from: start)
            }
        }
        return true
    }

    /// How many entries there are, or zero when the bytes aren't plain.
    private mutating func countedEntries() -> Int {
        var count = 0
        while position < bytes.count {
            guard let found = varint(), skip(found & 7) else { return 0 }
            if found == tag { count += 1 }
        }
        return count
    }

    private mutating func keep(from start: Int) {
        let field = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
        (rest.baseAddress! + restCount).copyMemory(
            from: field.baseAddress!, byteCount: field.count)
        restCount += field.count
    }

    /// An entry of a key and then a value, as every writer makes them.
    private mutating func entry(_ size: UInt64) -> Bool {
        guard size <= UInt64(bytes.count - position) else { return false }
        let end = position + Int(size)
        guard let key = string(1, end), let value = string(2, end), position == end else {
            return false
        }
        map[key] = value
        return true
    }

    private mutating func string(_ field: UInt64, _ end: Int) -> String? {
        guard varint() == field << 3 | WireType.delimited, let size = varint(),
            position <= end, size <= UInt64(end - position)
        else { return nil }
        let text = UnsafeRawBufferPointer(rebasing: bytes[position..<position + Int(size)])
        position += Int(size)
        if text.isASCII { return String(decoding: text, as: UTF8.self) }
        return text.withMemoryRebound(to: UInt8.self) { String(validating: $0, as: UTF8.self) }
    }

    private mutating func skip(_ wireType: UInt64) -> Bool {
        switch wireType {
        case WireType.varint: return varint() != nil
        case WireType.fixed64: return advance(8)
        case WireType.fixed32: return advance(4)
        case WireType.delimited:
            guard let size = varint() else { return false }
            return advance(size)
        default: return false
        }
    }

    private mutating func advance(_ count: UInt64) -> Bool {
        guard count <= UInt64(bytes.count - position) else { return false }
        position += Int(count)
        return true
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}

extension MessageCodec {
    /// The message that `bytes` hold, the same as `Value(serializedBytes:)` makes of them.
    ///
    /// Whatever isn't plain, malformed bytes among it, is left to the generic decoder, which also
    /// says what is wrong.
    @usableFromInline
    static func decode(
        _ bytes: UnsafeRawBufferPointer, map field: UInt64,
        others decode: (UnsafeRawBufferPointer) throws -> Value,
        set: (inout Value, [String: String]) -> Void
    ) throws -> Value {
        try withUnsafeTemporaryAllocation(byteCount: bytes.count, alignment: 1) { rest in
            var reader = StringMapReader(bytes, field: field, rest: rest)
            guard reader.run() else { return try decode(bytes) }
            var message = try decode(UnsafeRawBufferPointer(rebasing: rest[..<reader.restCount]))
            set(&message, reader.map)
            return message
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Most values are; `String(validating:)` takes four times as long as this and an ASCII copy.
    fileprivate var isASCII: Bool {
        var all: UInt64 = 0
        var offset = 0
        while offset + 8 <= count {
            all |= loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        while offset < count {
            all |= UInt64(self[offset])
            offset += 1
        }
        return all & 0x8080_8080_8080_8080 == 0
    }
}
