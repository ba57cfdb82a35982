/// A credential of a partner or a service: `lk_`, 43 base-62 digits of a 256-bit random secret,
/// and 6 that check the rest, so that a typo is told from a revoked key.
///
/// The text is shown once, when the key is made; what is stored is its ``APIKeyHash``.
public struct APIKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// What every key starts with, so that scanners find keys that leak.
    public static let prefix = "lk_"
    /// How long every key's text is.
    public static let characterCount = 52

    private static let secretDigits = 43
    private static let checkDigits = 6

    /// The whole key: to be shown once to whom it belongs.
    public let text: String

    /// A new random key.
    public static func generate() -> APIKey {
        var secret = RandomBytes.bytes(32)
        defer { secret.resetBytes() }
        let body = Array(prefix.utf8) + Base62.encode(secret, count: secretDigits)
        return APIKey(checked: String(decoding: body + check(of: body), as: UTF8.self))
    }

    /// A key that somebody presents or typed.
    ///
    /// - Throws: ``VaultError`` `MALFORMED_API_KEY` or `MISTYPED_API_KEY`; neither quotes it.
    public init(_ text: String) throws {
        let bytes = Array(text.utf8)
        let rest = bytes.dropFirst(APIKey.prefix.utf8.count)
        guard bytes.count == APIKey.characterCount, bytes.starts(with: APIKey.prefix.utf8),
            rest.allSatisfy(Base62.isDigit)
        else {
            throw VaultError(
                .malformedAPIKey,
                "an API key is `lk_` and \(APIKey.characterCount - 3) letters and digits")
        }
        let body = Array(bytes.dropLast(APIKey.checkDigits))
        guard APIKey.check(of: body).elementsEqual(bytes.suffix(APIKey.checkDigits)) else {
            throw VaultError(
                .mistypedAPIKey, "the API key has a typo: its last six characters don't fit")
        }
        self.init(checked: text)
    }

    private init(checked text: String) { self.text = text }

    /// What is stored of this key.
    public var hash: APIKeyHash { APIKeyHash(of: text) }

    /// The prefix only: never the key.
    public var description: String { "APIKey(lk_…)" }
    /// Nothing to see for `dump`.
    public var customMirror: Mirror { Mirror(self, children: []) }

    private static func check(of body: [UInt8]) -> [UInt8] {
        Base62.encode(Array(SHA256.digest(of: body).bytes.prefix(4)), count: checkDigits)
    }
}
