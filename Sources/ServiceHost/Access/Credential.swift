public import Vault

/// An API key as it is stored: by its hash, with what it allows.
public struct Credential: Sendable, Hashable {
    /// SHA-256 of the key.
    public let hash: APIKeyHash
    /// Whom it stands for.
    public let caller: Caller
    /// It is refused from then on, in microseconds since 1970; nil: never.
    public let expiresAt: Int64?

    /// A credential; see the properties.
    public init(hash: APIKeyHash, caller: Caller, expiresAt: Int64? = nil) {
        self.hash = hash
        self.caller = caller
        self.expiresAt = expiresAt
    }

    func isExpired(at microseconds: Int64) -> Bool {
        expiresAt.map { $0 <= microseconds } ?? false
    }
}

/// Where credentials are kept.
public protocol CredentialSource: Sendable {
    /// All that are neither revoked nor expired, of all tenants.
    nonisolated(nonsending) func liveCredentials() async throws -> [Credential]
    /// The one with this hash, when there is one that is neither revoked nor expired.
    nonisolated(nonsending) func credential(_ hash: APIKeyHash) async throws -> Credential?
}
