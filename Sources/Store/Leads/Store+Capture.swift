import Market
import Postgres

extension Store {
    /// Stores a submission with its key, its lease and the first row of its journal, or says who
    /// holds the key. Committed when it returns.
    public nonisolated(nonsending) func capture(_ lead: NewLead) async throws -> CaptureOutcome {
        try await captures.submit(lead)
    }

    static func captures(
        _ client: PostgresClient, _ limits: StoreLimits, owner: String
    ) -> GroupCommit<NewLead, CaptureOutcome> {
        GroupCommit(
            client: client, name: "capture", maxBatch: limits.captureBatch,
            maxQueued: limits.captureQueue, connectionsInUse: limits.captureCommits,
            idempotent: true, partition: Waves.partition
        ) { client, items in
            try await Waves.run(items) { items in
                let rows = try await client.run(
                    captureLeads,
                    parameters(
                        items, owner: owner, leaseMilliseconds: limits.leaseMilliseconds))
                return try Waves.rows(rows, for: items.count).map(outcome)
            }
        }
    }

    static let captureLeads = Statement(
        "capture_leads",
        """
        select o_lead, o_stored, o_same, o_outcome, o_reply from capture_leads($1, $2, $3, $4,
        $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        """, idempotent: true)

    private static func parameters(
        _ items: [NewLead], owner: String, leaseMilliseconds: Int32
    ) -> [PostgresValue] {
        [
            items[0].tenant.parameter, .text(owner), .int4(leaseMilliseconds),
            .uuidArray(items.map { $0.lead.uuid }),
            .textArray(items.map { $0.seller }),
            .textArray(items.map { $0.idempotencyKey ?? $0.lead.description }),
            .bytesArray(items.map { $0.requestHash }),
            .textArray(items.map { $0.channel }),
            .int8Array(items.map { $0.marketVersion }),
            .int2Array(items.map { Int16(($0.ending?.outcome ?? .pending).rawValue) }),
            .bytesArray(items.map { $0.ending?.reply }),
            .bytesArray(items.map { $0.facts }),
            .bytesArray(items.map { $0.context }),
            .int2Array(items.map { Int16(clamping: $0.maxSold) }),
            .int2Array(items.map { Int16(clamping: $0.alreadySold) }),
            .boolArray(items.map { $0.test }),
            .textArray(items.map { $0.sub1 }),
            .bytesArray(items.map { $0.sealed?.wrappedKey }),
            .bytesArray(items.map { $0.sealed?.box }),
            .bytesArray(items.map { $0.sealed?.phoneIndex }),
            .bytesArray(items.map { $0.sealed?.emailIndex }),
            .bytesArray(items.map { $0.entry }),
        ]
    }

    private static func outcome(_ row: PostgresRow) throws -> CaptureOutcome {
        guard !row.isNull(0), !row.isNull(3) else {
            throw StoreError(.missingRow, "A submission vanished while its key was looked up.")
        }
        if try row.bool(1) { return .stored }
        return .known(
            KnownSubmission(
                lead: try row.id(0), isSameContent: try row.bool(2), outcome: try row.outcome(3),
                reply: try row.bytesOrNil(4)))
    }
}
