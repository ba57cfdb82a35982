public import Market
import Postgres

extension Store {
    /// Takes notices that are due. They come back by themselves, later each time, until they are
    /// acknowledged; two workers never get the same one at a time.
    public nonisolated(nonsending) func claimNotices(
        tenant: TenantID, limit: Int = 500
    ) async throws -> [DueNotice] {
        let rows = try await client.run(
            Self.claimNotices,
            [
                tenant.parameter, .int4(Int32(clamping: limit)),
                // The worker's first is the second of all: who wrote the notice has tried before.
                .int4(2 * limits.noticeRetryMilliseconds),
                .int4(limits.noticeRetryMillisecondsMax),
            ])
        return try rows.map { row in
            DueNotice(
                id: Identifier(try row.uuid(0)), lead: try row.id(1),
                kind: NoticeKind(rawValue: Int16(clamping: try row.int(2))),
                buyer: try row.textOrNil(3), body: try row.bytes(4), attempts: try row.int(5),
                createdAtMicros: try row.timestampMicroseconds(6))
        }
    }

    /// How many notices wait for their buyers, of all tenants; counted up to 10,000, so that asking
    /// stays cheap when buyers are away.
    public nonisolated(nonsending) func waitingNotices() async throws -> Int {
        try await client.run(Self.countNotices).only().int(0)
    }

    /// Forgets a notice that was acknowledged and needs no journal entry (losses, voids); whether
    /// it was there. One that does is acknowledged by a ``LeadStep``.
    @discardableResult
    public nonisolated(nonsending) func acknowledge(
        _ notice: NoticeReference
    ) async throws -> Bool {
        try await acknowledgements.submit(notice)
    }

    /// Replaces the body of a notice of which a part was acknowledged.
    public nonisolated(nonsending) func shorten(
        _ notice: NoticeReference, body: [UInt8]
    ) async throws {
        _ = try await client.run(
            Self.shortenNotice, [notice.tenant.parameter, .uuid(notice.id.uuid), .bytes(body)])
    }

    static func acknowledgements(
        _ client: PostgresClient, _ limits: StoreLimits
    ) -> GroupCommit<NoticeReference, Bool> {
        GroupCommit(
            client: client, name: "acknowledge", maxBatch: limits.noticeBatch,
            maxQueued: limits.noticeQueue, idempotent: true,
            partition: { $0.tenant.value.high ^ $0.tenant.value.low }
        ) { client, items in
            let rows = try await client.run(
                acknowledgeNotices,
                [
                    .uuidArray(items.map(\.tenant.uuid)), .uuidArray(items.map(\.id.uuid)),
                ])
            let gone = Set(try rows.map { Identifier(try $0.uuid(0)) })
            return items.map { gone.contains($0.id) }
        }
    }

    static let acknowledgeNotices = Statement(
        "acknowledge_notices",
        """
        delete from outbox b using unnest($1::uuid[], $2::uuid[]) as i (tenant_id, notice_id)
        where b.tenant_id = i.tenant_id and b.notice_id = i.notice_id returning b.notice_id
        """, idempotent: true)

    private static let countNotices = Statement(
        "count_notices",
        "select count(*)::int from (select 1 from outbox limit 10000) waiting", idempotent: true)

    private static let claimNotices = Statement(
        "claim_notices",
        """
        select o_notice, o_lead, o_kind, o_buyer, o_body, o_attempts, o_created_at
        from claim_notices($1, $2, $3, $4) order by o_created_at, o_notice
        """)

    private static let shortenNotice = Statement(
        "shorten_notice",
        "update outbox set body = $3 where tenant_id = $1 and notice_id = $2", idempotent: true)
}
