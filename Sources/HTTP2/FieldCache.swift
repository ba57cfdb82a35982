import CNghttp2

/// Strings of the fields that a peer repeats.
///
/// A field that HPACK sends as an index comes out of the decoder as the same two buffers each time,
/// so their addresses find the strings made the first time: nothing is copied, checked or
/// allocated. Each entry holds its buffers, so that an address can't come to mean something else.
struct FieldCache: ~Copyable {
    private struct Entry {
        var name: OpaquePointer?
        var value: OpaquePointer?
        var field = HeaderField(name: "", value: "")
    }

    private static let count = 64
    /// Longer values aren't kept: 64 of them would be a peer's way to hold our memory.
    private static let valueBytesMax = 256
    private let entries: UnsafeMutablePointer<Entry>

    init() {
        entries = .allocate(capacity: Self.count)
        entries.initialize(repeating: Entry(), count: Self.count)
    }

    deinit {
        for index in 0..<Self.count { release(index) }
        entries.deinitialize(count: Self.count)
        entries.deallocate()
    }

    mutating func field(_ name: OpaquePointer, _ value: OpaquePointer) -> HeaderField {
        let mixed = UInt(bitPattern: name) &* 31 &+ UInt(bitPattern: value)
        let index = Int((mixed >> 4 ^ mixed >> 11) % UInt(Self.count))
        if entries[index].name == name, entries[index].value == value {
            return entries[index].field
        }
        let field = HeaderField(name: Self.text(name), value: Self.text(value))
        if field.value.utf8.count <= Self.valueBytesMax {
            nghttp2_rcbuf_incref(name)
            nghttp2_rcbuf_incref(value)
            release(index)
            entries[index] = Entry(name: name, value: value, field: field)
        }
        return field
    }

    private func release(_ index: Int) {
        if let name = entries[index].name { nghttp2_rcbuf_decref(name) }
        if let value = entries[index].value { nghttp2_rcbuf_decref(value) }
    }

    private static func text(_ buffer: OpaquePointer) -> String {
        let vector = nghttp2_rcbuf_get_buf(buffer)
        return String(
            decoding: UnsafeBufferPointer(start: vector.base, count: vector.len), as: UTF8.self)
    }
}
