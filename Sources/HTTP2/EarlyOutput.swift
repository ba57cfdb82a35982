import CNghttp2

/// What the library answers by itself to what it just read (resets, acknowledgements, GOAWAY),
/// taken from it before anybody hears of what was read: a stream that it resets is closed by then,
/// and one reset too many has ended the connection.
///
/// Holds little: a peer that doesn't read leaves the rest with the library, which counts it.
struct EarlyOutput: ~Copyable {
    private static let bytesMax = 16_384

    private(set) var count = 0
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    deinit { memory.deallocate() }

    /// Outside of the library's callbacks. Frames of DATA stay where they are.
    mutating func fill(from session: OpaquePointer) {
        while nghttp2_session_get_outbound_queue_size(session) > 0, count < Self.bytesMax {
            var bytes: UnsafePointer<UInt8>?
            let added = nghttp2_session_mem_send(session, &bytes)
            // An error comes again when the session sends.
            guard added > 0 else { return }
            append(UnsafeRawBufferPointer(start: bytes, count: added))
        }
    }

    /// All of it, good until the next fill; nil when there is none.
    mutating func take() -> UnsafeRawBufferPointer? {
        guard count > 0 else { return nil }
        defer { count = 0 }
        return UnsafeRawBufferPointer(rebasing: memory[..<count])
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if count + bytes.count > memory.count { grow(to: max(256, 2 * (count + bytes.count))) }
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    private mutating func grow(to capacity: Int) {
        let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
        grown.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        memory.deallocate()
        memory = grown
    }
}
