/// The memory that all connections of a loop read into and pack their output in: an idle
/// connection holds none.
final class LoopBuffers {
    private(set) var input: UnsafeMutableRawBufferPointer
    let output: UnsafeMutableRawBufferPointer

    static let outputCapacity = 262_144

    init() {
        input = .allocate(byteCount: 65_536, alignment: 64)
        output = .allocate(byteCount: Self.outputCapacity, alignment: 64)
    }

    deinit {
        input.deallocate()
        output.deallocate()
    }

    func input(atLeast count: Int) -> UnsafeMutableRawBufferPointer {
        if input.count < count {
            input.deallocate()
            input = .allocate(byteCount: count, alignment: 64)
        }
        return UnsafeMutableRawBufferPointer(rebasing: input[..<count])
    }
}
