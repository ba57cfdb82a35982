/// SHA-256 of an API key's text: what is stored, and what a presented key is found by.
///
/// One fast hash is enough here, where a password would need a slow one with a salt: the secret
/// is 256 random bits, so there is nothing to guess and no two keys are alike. Equality takes
/// constant time. `printf %s "$KEY" | sha256sum` gives the same 64 digits.
public struct APIKeyHash: Hashable, Sendable, CustomStringConvertible {
    /// What the text form starts with.
    public static let prefix = "sha256:"

    /// The digest itself.
    public let digest: Digest256

    /// A digest as it was stored.
    public init(_ digest: Digest256) { self.digest = digest }

    /// The hash of what somebody presents, whether or not it is a key: a wrong one matches none.
    public init(of presented: String) { digest = SHA256.digest(of: presented) }

    /// Reads `sha256:` and 64 hexadecimal digits, or nil.
    public init?(text: String) {
        guard text.hasPrefix(APIKeyHash.prefix),
            let digest = Digest256(hex: text.dropFirst(APIKeyHash.prefix.count))
        else { return nil }
        self.digest = digest
    }

    /// `sha256:` and 64 hexadecimal digits.
    public var description: String { APIKeyHash.prefix + digest.hex }

    /// Whether this is the hash of what is presented, in constant time.
    public func matches(_ presented: String) -> Bool { self == APIKeyHash(of: presented) }
}
