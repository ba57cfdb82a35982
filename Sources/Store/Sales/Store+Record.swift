import Market
import Postgres

extension Store {
    /// Commits a step of a lead's way: confirm, decline, suspend or void a sale, finish the lead,
    /// or write down what happened.
    public nonisolated(nonsending) func record(_ step: LeadStep) async throws -> StepOutcome {
        try await steps.submit(step)
    }

    static func steps(
        _ client: PostgresClient, _ limits: StoreLimits
    ) -> GroupCommit<LeadStep, StepOutcome> {
        GroupCommit(
            client: client, name: "record", maxBatch: limits.stepBatch,
            maxQueued: limits.stepQueue, idempotent: true, partition: Waves.partition
        ) { client, items in
            try await Waves.run(items) { items in
                let rows = try await client.run(recordSteps, parameters(items, limits))
                return try Waves.rows(rows, for: items.count).map(outcome)
            }
        }
    }

    static let recordSteps = Statement(
        "record_steps",
        """
        select o_status, o_state, o_outcome from record_steps($1, $2, $3, $4, $5, $6, $7, $8, $9,
        $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
        $28)
        """, idempotent: true)

    private static func parameters(
        _ items: [LeadStep], _ limits: StoreLimits
    ) -> [PostgresValue] {
        let lines = LineColumns(items)
        let notices = NoticeColumns(
            items, delayMilliseconds: limits.noticeRetryMilliseconds)
        return [
            items[0].tenant.parameter,
            .uuidArray(items.map(\.lead.uuid)),
            .int4Array(items.map(\.epoch)),
            .bytesArray(items.map(\.entry)),
            .uuidArray(items.map { $0.sale?.sale.uuid }),
            .int2Array(items.map { $0.sale.map { Int16($0.change.state.rawValue) } }),
            .textArray(items.map { $0.sale?.change.reference }),
            .timestampArray(items.map { $0.sale?.change.graceUntilMicros }),
            .int2Array(items.map { $0.ending.map { Int16($0.outcome.rawValue) } }),
            .bytesArray(items.map { $0.ending?.reply }),
            .int2Array(items.map { $0.score.map { Int16(clamping: $0) } }),
            .int2Array(items.map { Int16(clamping: $0.decision?.attempt ?? 0) }),
            .bytesArray(items.map { $0.decision?.record }),
            .int4Array(items.map(\.leaseMilliseconds)),
            .uuidArray(items.map { $0.inboxItem?.uuid }),
            .uuidArray(items.map { $0.acknowledges?.uuid }),
        ] + lines.parameters + notices.parameters
    }

    private static func outcome(_ row: PostgresRow) throws -> StepOutcome {
        switch try row.int(0) {
        case 1: .recorded
        case 2:
            .settled(
                sale: row.isNull(1) ? nil : try row.saleState(1), outcome: try row.outcome(2))
        case 3: .staleLease
        case 4: .notFound
        default: throw StoreError(.unknownValue, "A step has an unknown outcome.")
        }
    }
}

extension SaleMove.Change {
    var state: SaleState {
        switch self {
        case .confirm: .confirmed
        case .decline: .rejected
        case .suspend: .unknown
        case .void: .voided
        }
    }

    var reference: String? {
        if case .confirm(let reference, _) = self { reference } else { nil }
    }

    var posting: NewPosting? {
        if case .confirm(_, let posting) = self { posting } else { nil }
    }

    var graceUntilMicros: Int64? {
        if case .suspend(let micros) = self { micros } else { nil }
    }
}
