import Market
import Store

extension Store {
    /// A lead, or nil whatever went wrong.
    func leadOrNil(_ tenant: TenantID, _ lead: LeadID) async -> StoredLead? {
        try? await self.lead(tenant: tenant, lead)
    }
}
