import Vault

/// What services show one another: the one that is shown, and older ones that are still accepted,
/// so that a token is rotated without a moment in which services refuse each other.
public struct ServiceTokens: Sendable, CustomStringConvertible, CustomReflectable {
    /// Shorter tokens could be guessed.
    public static let charactersMin = 16

    /// The token that is shown to others.
    let current: String
    private let accepted: [APIKeyHash]

    /// Tokens that are known to be well-formed, the current one first.
    private init(_ tokens: [String]) {
        current = tokens[0]
        accepted = tokens.map(APIKeyHash.init(of:))
    }

    /// Reads the variable's text.
    static func parse(_ text: String) throws(SettingsReader.Refusal) -> ServiceTokens {
        let tokens = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let isPlain: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x7F }
        for token in tokens {
            guard token.utf8.count >= charactersMin, token.utf8.allSatisfy(isPlain),
                !token.hasPrefix(APIKey.prefix)
            else {
                throw SettingsReader.Refusal(
                    "needs at least \(charactersMin) printable characters without spaces, "
                        + "and none that begin like an API key")
            }
        }
        return ServiceTokens(tokens)
    }

    /// A random token, for tests.
    public static func random() -> ServiceTokens {
        ServiceTokens(["st_" + APIKey.generate().text])
    }

    /// Whether a presented token, known by its hash, is one of these. Takes the same time for
    /// all that are wrong.
    func accept(_ presented: APIKeyHash) -> Bool {
        var found = false
        for hash in accepted where hash == presented { found = true }
        return found
    }

    /// Nothing of the tokens.
    public var description: String { "ServiceTokens(\(accepted.count))" }
    /// Nothing of the tokens.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
