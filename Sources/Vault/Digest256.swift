import COpenSSL

/// 32 bytes that came out of SHA-256 or HMAC-SHA-256, held without an allocation.
///
/// `==` takes the same time wherever two digests differ, so that a comparison with a stored one
/// tells a caller nothing about it.
public struct Digest256: Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// How many bytes a digest has.
    public static let byteCount = 32

    init(_ write: (UnsafeMutablePointer<UInt8>) -> Void) {
        withUnsafeMutableBytes(of: &words) { buffer in
            buffer.withMemoryRebound(to: UInt8.self) { write($0.baseAddress!) }
        }
    }

    /// The digest that `bytes` hold, or nil if they aren't 32.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Digest256.byteCount else { return nil }
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// The digest that 64 hexadecimal digits spell, or nil.
    public init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex.utf8) else { return nil }
        self.init(bytes)
    }

    /// The 32 bytes, for instance as a parameter of a query.
    public var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { withUnsafeBytes { Hex.encode($0) } }

    /// Lends the 32 bytes to `body`.
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try Swift.withUnsafeBytes(of: words, body)
    }
}

extension Digest256: Hashable {
    /// Whether both are the same, in constant time.
    public static func == (left: Digest256, right: Digest256) -> Bool {
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                CRYPTO_memcmp(left.baseAddress, right.baseAddress, byteCount) == 0
            }
        }
    }

    /// Feeds the first word: digests are uniform, so that one is enough.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
