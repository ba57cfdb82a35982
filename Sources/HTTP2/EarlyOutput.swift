/// What the library has ready to send when it has read, above all what it answers by itself
/// (resets, acknowledgements, GOAWAY). It is taken before anybody hears of what was read: a stream
/// that the library resets is closed by then, and one reset too many has ended the connection.
///
/// Holds little: of a peer that doesn't read, the rest stays with the library, which counts it, and
/// what that would reset is heard a little longer.
struct EarlyOutput: ~Copyable {
    static let bytesMax = 16_384
    /// Kept for the next time; after a burst, the memory is given back.
    private static let keptMax = 1_024

    private(set) var count = 0
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    deinit { memory.deallocate() }

    var hasRoom: Bool { count < Self.bytesMax }

    mutating func append(_ frame: UnsafeRawBufferPointer) {
        if count == 0, memory.count > Self.keptMax { resize(to: Self.keptMax) }
        if count + frame.count > memory.count { resize(to: max(256, 2 * (count + frame.count))) }
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: frame)
        count += frame.count
    }

    /// All of it, good until something is appended; nil when there is none.
    mutating func take() -> UnsafeRawBufferPointer? {
        guard count > 0 else { return nil }
        defer { count = 0 }
        return UnsafeRawBufferPointer(rebasing: memory[..<count])
    }

    private mutating func resize(to capacity: Int) {
        let resized = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
        resized.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        memory.deallocate()
        memory = resized
    }
}
