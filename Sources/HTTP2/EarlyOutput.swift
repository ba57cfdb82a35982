/// What the library answers by itself to what it just read (resets, acknowledgements, GOAWAY),
/// taken from it before anybody hears of what was read: a stream that it resets is closed by then,
/// and one reset too many has ended the connection.
///
/// Holds little: of a peer that doesn't read, the rest stays with the library, which counts it.
struct EarlyOutput: ~Copyable {
    private static let bytesMax = 16_384

    private(set) var count = 0
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    deinit { memory.deallocate() }

    var hasRoom: Bool { count < Self.bytesMax }

    mutating func append(_ frame: UnsafeRawBufferPointer) {
        if count + frame.count > memory.count { grow(to: max(256, 2 * (count + frame.count))) }
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: frame)
        count += frame.count
    }

    /// All of it, good until something is appended; nil when there is none.
    mutating func take() -> UnsafeRawBufferPointer? {
        guard count > 0 else { return nil }
        defer { count = 0 }
        return UnsafeRawBufferPointer(rebasing: memory[..<count])
    }

    private mutating func grow(to capacity: Int) {
        let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
        grown.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        memory.deallocate()
        memory = grown
    }
}
