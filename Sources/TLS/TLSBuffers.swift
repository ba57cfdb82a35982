/// Encrypted bytes on their way between a socket and the engines of one thread, which share them:
/// an idle connection holds none.
///
/// An engine reads what `input` was filled with and leaves in `output` what has to be sent; both
/// are empty again before the next engine's turn.
public final class TLSBuffers {
    /// What came from the socket is put here.
    public let input: UnsafeMutableRawBufferPointer
    /// What an engine has to say to its peer, `outputCount` bytes.
    private(set) var output: UnsafeMutableRawBufferPointer
    private(set) var outputCount = 0
    private var inputStart = 0
    private var inputEnd = 0

    /// - Parameters:
    ///   - inputBytes: How much is read from a socket at once.
    ///   - outputBytes: How much can be encrypted at once without growing.
    public init(inputBytes: Int = 65_536, outputBytes: Int = 294_912) {
        input = .allocate(byteCount: inputBytes, alignment: 64)
        output = .allocate(byteCount: outputBytes, alignment: 64)
    }

    deinit {
        input.deallocate()
        output.deallocate()
    }

    var hasInput: Bool { inputStart < inputEnd }

    /// The first `count` bytes of `input` are new.
    func fill(_ count: Int) {
        inputStart = 0
        inputEnd = count
    }

    /// Moves input to where OpenSSL wants it; how many bytes that were.
    func takeInput(_ target: UnsafeMutableRawPointer, _ capacity: Int) -> Int {
        let count = min(capacity, inputEnd - inputStart)
        target.copyMemory(from: input.baseAddress! + inputStart, byteCount: count)
        inputStart += count
        return count
    }

    func appendOutput(_ source: UnsafeRawPointer, _ count: Int) {
        if outputCount + count > output.count { grow(outputCount + count) }
        (output.baseAddress! + outputCount).copyMemory(from: source, byteCount: count)
        outputCount += count
    }

    private func grow(_ needed: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(needed, 2 * output.count), alignment: 64)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: output[..<outputCount]))
        output.deallocate()
        output = larger
    }

    /// Whether there is something to send.
    public var hasOutput: Bool { outputCount > 0 }

    /// All that has to be sent now; good until an engine's next turn.
    public func takeOutput() -> UnsafeRawBufferPointer {
        defer { outputCount = 0 }
        return UnsafeRawBufferPointer(rebasing: output[..<outputCount])
    }
}
