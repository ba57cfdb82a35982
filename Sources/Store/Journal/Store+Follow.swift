public import Market
import Postgres

extension Store {
    /// The rows of a tenant's journal after a position, oldest first.
    ///
    /// A lead's first row says itself what the lead's dimensions are: it is the only one of many
    /// leads, and looking the lead up costs as much as reading the row.
    ///
    /// Rows are ordered by the ids of their transactions, and only those older than any that still
    /// runs are returned: what commits late can't be skipped. One transaction that stays open
    /// anywhere in the database cluster holds every reader back, so nobody may keep one open.
    public nonisolated(nonsending) func journal(
        tenant: TenantID, after position: JournalPosition, limit: Int = 1000
    ) async throws -> JournalPage {
        let results = try await client.pipeline(
            [
                // The moment comes first: what is committed before it, the rows show.
                (Self.readMoment, []),
                (
                    Self.followJournal,
                    [tenant.parameter] + position.parameters + [.int4(Int32(clamping: limit))]
                ),
            ], idempotent: true)
        return JournalPage(
            rows: try results[1].map(JournalRow.init),
            completeUntilMicros: try results[0].only().timestampMicroseconds(0),
            isLast: results[1].count < limit)
    }

    /// How many rows of a tenant's journal wait after a position, running transactions' excluded.
    public nonisolated(nonsending) func journalLag(
        tenant: TenantID, after position: JournalPosition
    ) async throws -> Int {
        try await client.run(Self.countLag, [tenant.parameter] + position.parameters)
            .only().int(0)
    }

    // The start of the oldest transaction that still runs; without any, now.
    private static let readMoment = Statement(
        "journal_moment",
        """
        select coalesce(min(xact_start), clock_timestamp()) from pg_stat_activity
        where backend_xid is not null and pid <> pg_backend_pid()
        """, idempotent: true)

    private static let after = """
        j.tenant_id = $1 and (j.era, j.xid, j.seq) > ($2, $3::text::xid8, $4)
            and (j.era < (select max(era) from journal_eras)
                or j.xid < pg_snapshot_xmin(pg_current_snapshot()))
        """

    private static let followJournal = Statement(
        "follow_journal",
        """
        select j.era, j.xid, j.seq, j.lead_id, j.revision, j.at, j.entry, l.seller_id,
            l.channel_id, l.sub1, l.score, l.test
        from (
            select * from journal j where \(after) order by j.era, j.xid, j.seq limit $5
        ) j
        left join lateral (
            select * from leads l
            where j.revision > 1 and l.tenant_id = $1 and l.lead_id = j.lead_id offset 0
        ) l on true
        order by j.era, j.xid, j.seq
        """, idempotent: true)

    private static let countLag = Statement(
        "count_lag", "select count(*) from journal j where \(after)", idempotent: true)
}

extension JournalPosition {
    var parameters: [PostgresValue] {
        [.int4(era), .text(String(transaction)), .int8(sequence)]
    }
}

extension JournalRow {
    init(_ row: PostgresRow) throws {
        self.init(
            position: JournalPosition(
                era: try row.int32(0), transaction: UInt64(try row.int64(1)),
                sequence: try row.int64(2)),
            lead: try row.id(3), revision: try row.int32(4),
            atMicros: try row.timestampMicroseconds(5), entry: try row.bytes(6),
            dimensions: row.isNull(7) ? nil : try LeadDimensions(row))
    }
}

extension LeadDimensions {
    init(_ row: PostgresRow) throws {
        self.init(
            seller: try row.text(7), channel: try row.text(8), sub1: try row.text(9),
            score: try row.int(10), test: try row.bool(11))
    }
}
