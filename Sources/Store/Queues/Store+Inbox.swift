public import Market
import Postgres

extension Store {
    /// Writes down what a buyer said late. Committed when it returns.
    public nonisolated(nonsending) func append(_ item: InboxItem) async throws {
        _ = try await arrivals.submit(item)
    }

    /// What waits to be settled, the oldest first. An item goes with the ``LeadStep`` that settles
    /// it, so two replicas may read the same, and one of them records it.
    public nonisolated(nonsending) func inbox(
        tenant: TenantID, limit: Int = 500
    ) async throws -> [InboxItem] {
        let rows = try await client.run(
            Self.readInbox, [tenant.parameter, .int4(Int32(clamping: limit))])
        return try rows.map { row in
            InboxItem(
                tenant: tenant, id: Identifier(try row.uuid(0)), lead: try row.idOrNil(1),
                sale: try row.idOrNil(2), buyer: try row.text(3),
                kind: InboxKind(rawValue: Int16(clamping: try row.int(4))),
                body: try row.bytes(5))
        }
    }

    /// Forgets an item that concerns nothing of ours.
    public nonisolated(nonsending) func discard(_ item: InboxItem) async throws {
        _ = try await client.run(
            Self.discardInbox, [item.tenant.parameter, .uuid(item.id.uuid)])
    }

    static func arrivals(
        _ client: PostgresClient, _ limits: StoreLimits
    ) -> GroupCommit<InboxItem, Bool> {
        GroupCommit(
            client: client, name: "inbox", maxBatch: limits.noticeBatch,
            maxQueued: limits.noticeQueue, idempotent: true,
            partition: { $0.tenant.value.high ^ $0.tenant.value.low }
        ) { client, items in
            _ = try await client.run(
                appendInbox,
                [
                    .uuidArray(items.map(\.tenant.uuid)), .uuidArray(items.map(\.id.uuid)),
                    .uuidArray(items.map { $0.lead?.uuid }),
                    .uuidArray(items.map { $0.sale?.uuid }),
                    .int2Array(items.map(\.kind.rawValue)), .textArray(items.map(\.buyer)),
                    .bytesArray(items.map(\.body)),
                ])
            return items.map { _ in true }
        }
    }

    private static let appendInbox = Statement(
        "append_inbox",
        """
        insert into inbox (tenant_id, inbox_id, lead_id, sale_id, kind, buyer_id, body)
        select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[],
            $6::text[], $7::bytea[])
        on conflict (tenant_id, inbox_id) do nothing
        """, idempotent: true)

    private static let readInbox = Statement(
        "read_inbox",
        """
        select inbox_id, lead_id, sale_id, buyer_id, kind, body from inbox
        where tenant_id = $1 order by received_at, inbox_id limit $2
        """, idempotent: true)

    private static let discardInbox = Statement(
        "discard_inbox", "delete from inbox where tenant_id = $1 and inbox_id = $2",
        idempotent: true)
}
