import LeadlineAPI
import Market
import Store
import Synchronization
import Vault

/// Seals what is personal of a lead, and makes the keyed digests by which leads are found and
/// compared without it. Holds each tenant's derived keys, since deriving costs microseconds.
final class SealingDesk: Sendable {
    /// One tenant's keyed digests. The purposes are part of the keys: never change one.
    private final class TenantKeys: Sendable {
        let phone: BlindIndex
        let email: BlindIndex
        let request: BlindIndex

        init(_ index: (String) -> BlindIndex) {
            phone = index("phone")
            email = index("email")
            request = index("request")
        }
    }

    private let vault: Vault
    private let tenants = Mutex<[TenantID: TenantKeys]>([:])

    init(vault: Vault) {
        self.vault = vault
    }

    /// Seals a lead's secrets under a key of its own.
    func seal(_ intake: Intake, tenant: TenantID) throws -> SealedLead? {
        let plaintext = intake.secrets
        if plaintext.isEmpty { return nil }
        let lead = intake.lead.value
        let sealed = try vault.seal(
            plaintext,
            boundTo: SealBinding(
                tenantHigh: tenant.value.high, tenantLow: tenant.value.low,
                recordHigh: lead.high, recordLow: lead.low))
        let keys = keys(of: tenant)
        return SealedLead(
            wrappedKey: sealed.wrappedKey, box: sealed.box,
            phoneIndex: intake.sheet.phone.map { keys.phone.digest(of: $0).bytes },
            emailIndex: intake.sheet.email.map { keys.email.digest(of: $0).bytes })
    }

    /// Digests of a submission's content: the one to store, then those that it would have under
    /// older master keys. Keyed, because a plain hash of a phone number could be searched for.
    func digests(of content: CanonicalContent, tenant: TenantID) -> [[UInt8]] {
        keys(of: tenant).request.candidates(of: content.bytes).map(\.bytes)
    }

    private func keys(of tenant: TenantID) -> TenantKeys {
        if let known = tenants.withLock({ $0[tenant] }) { return known }
        let made = TenantKeys {
            vault.blindIndex(
                tenantHigh: tenant.value.high, tenantLow: tenant.value.low, purpose: $0)
        }
        tenants.withLock { $0[tenant] = made }
        return made
    }
}
