import Market
import Store
import Vault

/// API keys as PostgreSQL keeps them.
struct StoreCredentials: CredentialSource {
    let store: Store

    nonisolated(nonsending) func liveCredentials() async throws -> [Credential] {
        []
    }

    nonisolated(nonsending) func credential(_ hash: APIKeyHash) async throws -> Credential? {
        nil
    }
}
