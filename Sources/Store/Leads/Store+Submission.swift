public import Market
import Postgres

extension Store {
    /// What became of the submission with this key of this seller; nil when there is none (any
    /// more).
    public nonisolated(nonsending) func submission(
        tenant: TenantID, seller: String, idempotencyKey: String
    ) async throws -> StoredLead? {
        let rows = try await client.run(
            Self.readSubmission, [tenant.parameter, .text(seller), .text(idempotencyKey)])
        return try rows.first.map(StoredLead.init)
    }

    private static let readSubmission = Statement(
        "read_submission",
        """
        select \(StoredLead.columns) from leads where tenant_id = $1 and lead_id = (
            select lead_id from submissions
            where tenant_id = $1 and seller_id = $2 and idempotency_key = $3)
        """, idempotent: true)
}
