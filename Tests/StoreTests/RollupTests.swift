import Market
import Store
import Testing

@Suite struct RollupTests {
    let fixture = Fixture()
    private let hour: Int64 = 1_790_000_000_000_000 / 3_600_000_000 * 3_600_000_000

    private func sums(_ values: [Measure: Int64]) -> RollupSums {
        var sums = RollupSums()
        for (measure, value) in values { sums[measure] = value }
        return sums
    }

    private func key(
        seller: String, campaign: String = "", currency: String = "", hours: Int64 = 0
    ) -> RollupKey {
        var key = RollupKey(hourMicros: hour + hours * 3_600_000_000)
        key.seller = seller
        key.campaign = campaign
        key.currency = currency
        return key
    }

    private func apply(
        _ store: Store, from: JournalPosition, to: JournalPosition,
        _ rows: [RollupKey: RollupSums]
    ) async throws -> Bool {
        try await store.applyRollups(
            tenant: fixture.tenant, name: "p", from: from, to: to, completeUntilMicros: hour, rows)
    }

    private let first = JournalPosition(era: 1, transaction: 1 << 40, sequence: 7)
    private let second = JournalPosition(era: 1, transaction: 1 << 41, sequence: 9)

    @Test func aBatchAppliedAgainChangesNothing() async throws {
        try await withStore { [self] store async throws in
            let start = try await store.projection(tenant: fixture.tenant, name: "p")
            #expect(start.position == .start)
            let rows = [key(seller: "a"): sums([.received: 3, .sold: 1])]
            #expect(try await apply(store, from: .start, to: first, rows))
            #expect(try await !apply(store, from: .start, to: first, rows))
            #expect(try await apply(store, from: first, to: second, rows))
            let cursor = try await store.projection(tenant: fixture.tenant, name: "p")
            #expect(cursor.position == second && cursor.completeUntilMicros == hour)
            let answer = try await store.rollups(
                tenant: fixture.tenant, RollupQuery(fromMicros: hour, untilMicros: hour + 1))
            #expect(answer.rows.map { $0.counts[.received] } == [6])
        }
    }

    @Test func sumsAreGroupedFilteredAndCut() async throws {
        try await withStore { [self] store async throws in
            let rows = [
                key(seller: "a"): sums([.received: 5, .sold: 2]),
                key(seller: "a", hours: 1): sums([.received: 1]),
                key(seller: "b"): sums([.received: 9, .sold: 1]),
                key(seller: "a", campaign: "x", currency: "USD"): sums([
                    .confirmedSales: 2, .revenueMicros: 20, .payoutMicros: 15, .marginMicros: 5,
                ]),
                key(seller: "a", campaign: "y", currency: "EUR"): sums([
                    .confirmedSales: 1, .revenueMicros: 7,
                ]),
            ]
            #expect(try await apply(store, from: .start, to: first, rows))
            var query = RollupQuery(fromMicros: hour, untilMicros: hour + 7_200_000_000)
            query.dimensions = [.seller]
            var answer = try await store.rollups(tenant: fixture.tenant, query)
            #expect(answer.rows.map(\.keys) == [["a"], ["b"]])
            #expect(answer.rows.map { $0.counts[.received] } == [6, 9])
            #expect(answer.rows[0].money.map(\.currency) == ["EUR", "USD"])
            #expect(answer.rows[0].money[1].sums[.revenueMicros] == 20)
            #expect(answer.rows[1].money.isEmpty)
            #expect(answer.total.counts[.received] == 15)
            query.limit = 1
            query.sellers = ["a", "b"]
            answer = try await store.rollups(tenant: fixture.tenant, query)
            #expect(answer.rows.count == 1 && answer.total.counts[.received] == 15)
            query.sellers = ["b"]
            answer = try await store.rollups(tenant: fixture.tenant, query)
            #expect(answer.rows.map(\.keys) == [["b"]] && answer.total.counts[.sold] == 1)
            query = RollupQuery(fromMicros: hour, untilMicros: hour + 1)
            query.dimensions = [.campaign, .day, .hour]
            answer = try await store.rollups(tenant: fixture.tenant, query)
            #expect(answer.rows.map { $0.keys[0] } == ["x", "y"])
            #expect(answer.total.counts[.received] == 0)
            for dimension in RollupDimension.allCases {
                query.dimensions = [dimension]
                _ = try await store.rollups(tenant: fixture.tenant, query)
            }
        }
    }
}
