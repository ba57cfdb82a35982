import Market
import ServiceHost
import Vault

/// The benchmark's only key, a seller's.
struct OneCredential: CredentialSource {
    private let credential: Credential

    /// - Parameter authorization: `Bearer` and the key, as calls present it.
    init(authorization: String) {
        let key = String(authorization.drop { $0 != " " }.dropFirst())
        let seller = Caller(
            tenant: TenantID(Identifier(high: 1, low: 1)), role: .seller, party: "bench",
            scopes: ["post"])
        credential = Credential(hash: APIKeyHash(of: key), caller: seller)
    }

    func liveCredentials() async throws -> [Credential] { [credential] }

    func credential(_ hash: APIKeyHash) async throws -> Credential? {
        hash == credential.hash ? credential : nil
    }
}
