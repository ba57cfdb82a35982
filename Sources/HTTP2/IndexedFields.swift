import CNghttp2

/// The fields of a peer's header lists. Those that it repeats by their index in HPACK's tables are
/// found without looking at a byte: the library hands out the same two buffers each time, and while
/// they are held here no others can be where they are. Each field has two places, since two that
/// share one would push each other out with every header list. `FieldCache` has the rest.
struct IndexedFields: ~Copyable {
    struct Found {
        var field = HeaderField(name: "", value: "")
        /// Of name and value.
        var byteCount = 0
    }

    private struct Entry {
        var name: OpaquePointer?
        var value: OpaquePointer?
        var found = Found()
        /// The value that was looked for last in vain. What comes once doesn't push out what comes
        /// each time.
        var candidate: OpaquePointer?
    }

    private static let count = 64
    private let entries: UnsafeMutablePointer<Entry>
    private let others = FieldCache()
    /// Where the buffers are.
    private let memory: SessionMemory

    init(_ memory: SessionMemory) {
        self.memory = memory
        entries = .allocate(capacity: Self.count)
        entries.initialize(repeating: Entry(), count: Self.count)
    }

    deinit {
        for index in 0..<Self.count { Self.letGo(entries + index) }
        entries.deinitialize(count: Self.count)
        entries.deallocate()
    }

    /// The field of these buffers.
    @inline(__always)
    borrowing func find(_ name: OpaquePointer, _ value: OpaquePointer) -> Found {
        let slot = Self.slot(name, value)
        let entry = entries + slot
        if entry.pointee.name == name, entry.pointee.value == value { return entry.pointee.found }
        let other = entries + (slot ^ 1)
        if other.pointee.name == name, other.pointee.value == value { return other.pointee.found }
        let isOtherFree = entry.pointee.name != nil && other.pointee.name == nil
        return read(name, value, isOtherFree ? other : entry)
    }

    private borrowing func read(
        _ name: OpaquePointer, _ value: OpaquePointer, _ entry: UnsafeMutablePointer<Entry>
    ) -> Found {
        let (nameBytes, valueBytes) = (Self.bytes(name), Self.bytes(value))
        let found = Found(
            field: others.field(nameBytes, valueBytes),
            byteCount: nameBytes.count + valueBytes.count)
        guard found.byteCount <= FieldCache.bytesMax, entry.pointee.candidate == value else {
            entry.pointee.candidate = value
            return found
        }
        Self.letGo(entry)
        nghttp2_rcbuf_incref(name)
        nghttp2_rcbuf_incref(value)
        entry.pointee = Entry(name: name, value: value, found: found)
        return found
    }

    private static func letGo(_ entry: UnsafeMutablePointer<Entry>) {
        guard let name = entry.pointee.name, let value = entry.pointee.value else { return }
        nghttp2_rcbuf_decref(name)
        nghttp2_rcbuf_decref(value)
    }

    private static func bytes(_ buffer: OpaquePointer) -> UnsafeRawBufferPointer {
        let bytes = nghttp2_rcbuf_get_buf(buffer)
        return UnsafeRawBufferPointer(start: bytes.base, count: bytes.len)
    }

    /// Of addresses whose lowest bits are all alike.
    private static func slot(_ name: OpaquePointer, _ value: OpaquePointer) -> Int {
        let mixed = UInt(bitPattern: name) &* 31 &+ UInt(bitPattern: value)
        return Int((mixed >> 4 ^ mixed >> 10) % UInt(count))
    }
}
