/// Bytes that are written one behind the other, into memory that grows.
///
/// An array would do, but asks before every byte whether somebody else holds it. This memory is
/// one owner's, which the compiler sees to.
///
/// `@unchecked Sendable`: for the same reason. Whoever has it is the only one who can reach its
/// memory, and only a mutating method writes there.
public struct ByteWriter: ~Copyable, @unchecked Sendable {
    private var memory: UnsafeMutableRawBufferPointer
    /// How many were written.
    public private(set) var count = 0

    /// With room for so many bytes at first.
    public init(capacity: Int) {
        memory = WriterMemory.take(capacity)
    }

    deinit { WriterMemory.giveBack(memory) }

    private var start: UnsafeMutableRawPointer { memory.baseAddress! }

    /// What was written, copied.
    public var bytes: [UInt8] {
        [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    /// One byte.
    @inline(__always)
    public mutating func append(_ byte: UInt8) {
        if count == memory.count { grow(1) }
        start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Bytes that lie somewhere else.
    @inline(__always)
    public mutating func append(_ more: UnsafeRawBufferPointer) {
        guard let source = more.baseAddress else { return }
        if more.count > memory.count - count { grow(more.count) }
        (start + count).copyMemory(from: source, byteCount: more.count)
        count += more.count
    }

    /// What another one wrote.
    public mutating func append(_ other: borrowing ByteWriter) {
        append(UnsafeRawBufferPointer(start: other.start, count: other.count))
    }

    /// A number, the lowest of its bytes first.
    @inline(__always)
    public mutating func append(littleEndian number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { append($0) }
    }

    /// The bytes from `offset` on, to be changed; `more` of them are new, with nothing in them.
    mutating func tail(
        from offset: Int, longerBy more: Int = 0
    ) -> UnsafeMutableRawBufferPointer {
        if more > memory.count - count { grow(more) }
        count += more
        return UnsafeMutableRawBufferPointer(start: start + offset, count: count - offset)
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let larger = WriterMemory.take(max(2 * memory.count, count + more))
        larger.baseAddress!.copyMemory(from: start, byteCount: count)
        WriterMemory.giveBack(memory)
        memory = larger
    }
}
