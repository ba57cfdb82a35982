public import Market
import Postgres

/// One row of a lead's history.
public struct TimelineRow: Sendable {
    /// Order within the lead, from 1.
    public let revision: Int32
    /// When it was written, in microseconds since 1970.
    public let atMicros: Int64
    /// Serialised `JournalEntry`.
    public let entry: [UInt8]
}

extension Store {
    /// Everything that happened to a lead, in order.
    public nonisolated(nonsending) func timeline(
        tenant: TenantID, lead: LeadID
    ) async throws -> [TimelineRow] {
        try await client.run(Self.readTimeline, [tenant.parameter, lead.parameter]).map { row in
            TimelineRow(
                revision: try row.int32(0), atMicros: try row.timestampMicroseconds(1),
                entry: try row.bytes(2))
        }
    }

    /// What a lead's decision followed from: the newest attempt; nil when nothing was decided.
    public nonisolated(nonsending) func decision(
        tenant: TenantID, lead: LeadID
    ) async throws -> StoredDecision? {
        try await client.run(Self.readDecision, [tenant.parameter, lead.parameter]).first
            .map { StoredDecision(attempt: try $0.int(0), record: try $0.bytes(1)) }
    }

    private static let readTimeline = Statement(
        "read_timeline",
        """
        select revision, at, entry from journal where tenant_id = $1 and lead_id = $2
        order by revision
        """, idempotent: true)

    private static let readDecision = Statement(
        "read_decision",
        """
        select attempt, string_agg(record, '' order by revision) from decisions
        where tenant_id = $1 and lead_id = $2 group by attempt order by attempt desc limit 1
        """, idempotent: true)
}
