/// Random bytes fit for keys, a page at a time for each thread, so that an id or a nonce costs
/// nanoseconds.
///
/// They come from OpenSSL's generator of this thread (AES-256 in counter mode, NIST SP 800-90A),
/// which the kernel seeds and reseeds: six times as fast as `getrandom(2)`. They are overwritten
/// in the buffer as they are handed out, so that none is used twice or found later. A process
/// that forks without `exec` would share what is buffered; we never do.
public enum RandomBytes {
    /// Fills `target`.
    public static func fill(_ target: UnsafeMutableRawBufferPointer) {
        ThreadCrypto.current.random.take(into: target)
    }

    /// `count` random bytes.
    public static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        bytes.withUnsafeMutableBytes { fill($0) }
        return bytes
    }

    /// 64 random bits, for instance for a UUIDv7 (RFC 9562 section 5.7).
    @inline(__always)
    public static func uint64() -> UInt64 { ThreadCrypto.current.random.takeUInt64() }
}

/// The same bytes as a generator for the standard library's `random(in:using:)`.
public struct SecureRandom: RandomNumberGenerator, Sendable {
    /// A generator; it holds no state of its own.
    public init() {}

    /// 64 random bits.
    public mutating func next() -> UInt64 { RandomBytes.uint64() }
}
