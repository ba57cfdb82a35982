public import Market
import Postgres

extension Store {
    /// What is sealed of leads; those without are left out. To be opened by ``Vault`` for the buyer
    /// of a confirmed sale, and nobody else.
    public nonisolated(nonsending) func sealed(
        tenant: TenantID, _ leads: [LeadID]
    ) async throws -> [LeadID: SealedLead] {
        if leads.isEmpty { return [:] }
        let rows = try await client.run(
            Self.readSealed, [tenant.parameter, .uuidArray(leads.map(\.uuid))])
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
        select l.* from unnest($2::uuid[]) as i (id) cross join lateral (
            select lead_id, wrapped_key, box, phone_index, email_index from lead_pii
            where tenant_id = $1 and lead_id = i.id offset 0) l
        """, idempotent: true)
}
