public import Market
import Postgres

extension Store {
    /// What is sealed of leads; those without are left out. To be opened by ``Vault`` for the buyer
    /// of a confirmed sale, and nobody else.
    public nonisolated(nonsending) func sealed(
        tenant: TenantID, _ leads: [LeadID]
    ) async throws -> [LeadID: SealedLead] {
        guard let bounds = LeadBounds(leads) else { return [:] }
        let rows = try await client.run(Self.readSealed, [tenant.parameter] + bounds.parameters)
        var found: [LeadID: SealedLead] = [:]
        for row in rows {
            found[try row.id(0)] = SealedLead(
                wrappedKey: try row.bytesOrNil(1), box: try row.bytes(2),
                phoneIndex: try row.bytesOrNil(3), emailIndex: try row.bytesOrNil(4))
        }
        return found
    }

    private static let readSealed = Statement(
        "read_sealed",
        """
        select lead_id, wrapped_key, box, phone_index, email_index from lead_pii
        where tenant_id = $1 and lead_id = any ($2) and lead_id >= $3 and lead_id <= $4
        """, idempotent: true)
}
