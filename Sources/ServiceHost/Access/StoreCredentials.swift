import Market
import Store
import Vault

/// API keys as PostgreSQL keeps them.
struct StoreCredentials: CredentialSource {
    let store: Store

    nonisolated(nonsending) func liveCredentials() async throws -> [Credential] {
        try await store.liveKeys().compactMap(Credential.init)
    }

    nonisolated(nonsending) func credential(_ hash: APIKeyHash) async throws -> Credential? {
        guard let key = try await store.key(hash: hash.digest.bytes), key.revokedAtMicros == nil
        else { return nil }
        return Credential(key)
    }
}

extension Credential {
    /// Nil for a row whose hash isn't one.
    fileprivate init?(_ key: StoredKey) {
        guard let digest = Digest256(key.hash) else { return nil }
        let isParty = key.role == .seller || key.role == .buyer
        self.init(
            hash: APIKeyHash(digest),
            caller: Caller(
                tenant: key.tenant, role: Caller.Role(key.role), party: isParty ? key.party : "",
                channel: key.channel, scopes: Set(key.scopes), key: APIKeyHash(digest)),
            expiresAt: key.expiresAtMicros)
    }
}

extension Caller.Role {
    fileprivate init(_ role: KeyRole) {
        self =
            switch role {
            case .seller: .seller
            case .buyer: .buyer
            case .operator: .operator
            case .analyst: .analyst
            }
    }
}
