import FoundationEssentials
import SwiftProtobuf

/// Writes a message's bytes in one pass: field by field, in the order of their numbers, defaults
/// left out, as protobuf's encoding says. What is written is byte for byte what SwiftProtobuf
/// writes, which goes over a message twice and through its generic visitors.
public struct MessageWriter: ~Copyable, Sendable {
    private var out: ByteWriter

    /// With so many zeros in front, for whoever puts a prefix there, and room for so many bytes
    /// behind them.
    public init(prefix: Int, capacity: Int = 320) {
        out = ByteWriter(capacity: prefix + capacity)
        for _ in 0..<prefix { out.append(0) }
    }

    /// With room for so many bytes; it grows where they don't suffice.
    public init(capacity: Int = 320) {
        out = ByteWriter(capacity: capacity)
    }

    /// What was written so far, behind the prefix.
    public var bytes: [UInt8] { out.bytes }

    /// Whether nothing was written.
    public var isEmpty: Bool { out.count == 0 }

    /// A text; nothing when it is empty.
    public mutating func text(_ field: UInt8, _ value: String) {
        if !value.isEmpty { element(field, value) }
    }

    /// A text, also an empty one: of a list, or of a oneof.
    public mutating func element(_ field: UInt8, _ value: String) {
        value.withBytes {
            tag(field, 2)
            varint(UInt64($0.count))
            out.append($0)
        }
    }

    /// Bytes; nothing when there are none.
    mutating func data(_ field: UInt8, _ value: Data) {
        if !value.isEmpty { element(field, value) }
    }

    /// Bytes of a list, also none.
    mutating func element(_ field: UInt8, _ value: Data) {
        tag(field, 2)
        varint(UInt64(value.count))
        append(value)
    }

    /// Bytes, also none; or a message that is encoded already.
    public mutating func element(_ field: UInt8, _ value: [UInt8]) {
        tag(field, 2)
        varint(UInt64(value.count))
        append(value)
    }

    /// Fields that are encoded already.
    public mutating func append(_ fields: [UInt8]) {
        fields.withUnsafeBytes { out.append($0) }
    }

    /// The same.
    mutating func append(_ fields: Data) {
        fields.withUnsafeBytes { out.append($0) }
    }

    /// Fields that another one wrote.
    public mutating func append(_ other: borrowing MessageWriter) { out.append(other.out) }

    /// A whole number or an enumeration's; nothing for 0.
    public mutating func number(_ field: UInt8, _ value: Int64) {
        if value != 0 { member(field, value) }
    }

    /// An enumeration's number; nothing for 0.
    public mutating func number(_ field: UInt8, _ value: Int) { number(field, Int64(value)) }

    /// A whole number, also 0: of a oneof.
    mutating func member(_ field: UInt8, _ value: Int64) {
        tag(field, 0)
        varint(UInt64(bitPattern: value))
    }

    /// True; nothing for false.
    public mutating func flag(_ field: UInt8, _ value: Bool) {
        if value { member(field, 1) }
    }

    /// Eight bytes, the lowest first; nothing for 0.
    mutating func fixed(_ field: UInt8, _ value: UInt64) {
        guard value != 0 else { return }
        tag(field, 1)
        out.append(littleEndian: value)
    }

    /// A message, whatever is in it.
    public mutating func message(_ field: UInt8, _ message: some DirectMessage) {
        self.message(field) { message.write(to: &$0) }
    }

    /// A message that `body` writes.
    @inline(__always)
    public mutating func message(_ field: UInt8, _ body: (inout MessageWriter) -> Void) {
        tag(field, 2)
        let start = out.count
        out.append(0)
        body(&self)
        close(start)
    }

    /// What a newer program wrote and this one doesn't know.
    mutating func unknown(_ storage: UnknownStorage) {
        if !storage.data.isEmpty { append(storage.data) }
    }

    /// Puts a length into the place that was kept for it; one of several bytes moves the message.
    private mutating func close(_ start: Int) {
        let length = out.count - start - 1
        if length < 0x80 { return out.tail(from: start)[0] = UInt8(length) }
        var extra = 1
        while length >> (7 * (extra + 1)) > 0 { extra += 1 }
        let place = out.tail(from: start, longerBy: extra)
        let body = place.baseAddress! + 1
        (body + extra).copyMemory(from: body, byteCount: length)
        for index in 0..<extra {
            place[index] = UInt8(truncatingIfNeeded: length >> (7 * index)) | 0x80
        }
        place[extra] = UInt8(length >> (7 * extra))
    }

    @inline(__always)
    private mutating func tag(_ field: UInt8, _ wireType: UInt8) {
        // Numbers up to 15 take one byte, the others of this protocol two.
        varint(UInt64(field) << 3 | UInt64(wireType))
    }

    @inline(__always)
    private mutating func varint(_ value: UInt64) {
        if value < 0x80 { return out.append(UInt8(truncatingIfNeeded: value)) }
        longVarint(value)
    }

    @inline(never)
    private mutating func longVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            out.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        out.append(UInt8(rest))
    }
}
