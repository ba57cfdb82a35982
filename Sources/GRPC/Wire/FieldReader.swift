/// Walks over the fields of a message (Protocol Buffers' encoding, "Message Structure").
///
/// Reads only what every writer writes. Anything else, malformed bytes among it, is thrown as
/// `NotPlain`, and the generic decoder then has the say.
public struct FieldReader {
    /// The next byte, and the first one behind the message.
    @usableFromInline var next: UnsafeRawPointer
    @usableFromInline let end: UnsafeRawPointer
    /// The fields that `message` has read, by their numbers.
    @usableFromInline var messages: UInt64 = 0

    /// Over the bytes of one message, which outlive the reader.
    @inlinable
    public init(_ bytes: UnsafeRawBufferPointer) {
        // An empty message may have no address; none is read from where it would be.
        next = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
        end = next + bytes.count
    }

    @inlinable var isAtEnd: Bool { next == end }

    /// These bytes aren't plain.
    public struct NotPlain: Error {
        @inlinable
        public init() {}
    }

    /// A field's number and how it is written, as one number.
    public struct Tag: Equatable, Sendable {
        @usableFromInline let value: UInt64

        @inlinable
        init(value: UInt64) { self.value = value }

        /// An integer, an enum, a bool.
        @inlinable
        public static func varint(_ field: UInt64) -> Tag { Tag(value: field << 3) }

        /// A string, a message, an entry of a map.
        @inlinable
        public static func delimited(_ field: UInt64) -> Tag { Tag(value: field << 3 | 2) }

        /// The field's number.
        @inlinable public var number: UInt64 { value >> 3 }

        /// Bytes with their length before them: a string, a message.
        @inlinable public var isDelimited: Bool { value & 7 == 2 }

        @inlinable
        public static func ~= (pattern: Tag, tag: Tag) -> Bool { pattern.value == tag.value }
    }

    /// The next field's tag; nil at the end.
    @inlinable
    public mutating func tag() throws(NotPlain) -> Tag? {
        if isAtEnd { return nil }
        let start = next
        let value = try varint()
        // Five bytes hold every tag there is; the generic decoder refuses longer ones.
        guard next - start <= 5 else { throw NotPlain() }
        return Tag(value: value)
    }

    @inlinable @inline(__always)
    public mutating func varint() throws(NotPlain) -> UInt64 {
        if next < end {
            let byte = next.load(as: UInt8.self)
            if byte < 0x80 {
                next += 1
                return UInt64(byte)
            }
        }
        return try longVarint()
    }

    @usableFromInline
    mutating func longVarint() throws(NotPlain) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while next < end, shift < 64 {
            let byte = next.load(as: UInt8.self)
            next += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw NotPlain()
    }

    /// The bytes of a delimited field.
    @inlinable @inline(__always)
    public mutating func delimited() throws(NotPlain) -> UnsafeRawBufferPointer {
        let size = try varint()
        guard size <= UInt64(bitPattern: Int64(end - next)) else { throw NotPlain() }
        let start = next
        next += Int(size)
        return UnsafeRawBufferPointer(start: start, count: Int(size))
    }

    @inlinable
    public mutating func skip(_ tag: Tag) throws(NotPlain) {
        switch tag.value & 7 {
        case 0: _ = try varint()
        case 1: try advance(8)
        case 2: _ = try delimited()
        case 5: try advance(4)
        default: throw NotPlain()
        }
    }

    @usableFromInline
    mutating func advance(_ count: Int) throws(NotPlain) {
        guard count <= end - next else { throw NotPlain() }
        next += count
    }
}
