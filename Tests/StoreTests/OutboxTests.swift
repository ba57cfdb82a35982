import Market
import Postgres
import Store
import Testing

@Suite struct OutboxTests {
    let fixture = Fixture()

    private func notice(_ delay: Int32 = 0, _ kind: NoticeKind = .void) -> NewNotice {
        NewNotice(
            id: Fixture.id(), kind: kind, buyer: "solar", body: [5], delayMilliseconds: delay)
    }

    @Test func noticesAreTakenByOneWorkerUntilAcknowledged() async throws {
        var limits = StoreLimits()
        limits.noticeRetryMilliseconds = 0
        try await withStore(limits: limits) { [self] store async throws in
            let lead = try await fixture.stored(store)
            var step = fixture.step(lead)
            step.notices = [notice(), notice(), notice(60_000)]
            #expect(try await store.record(step) == .recorded)
            let first = try await store.claimNotices(tenant: fixture.tenant)
            #expect(Set(first.map(\.id)) == Set(step.notices.prefix(2).map(\.id)))
            #expect(first.allSatisfy { $0.attempts == 1 && $0.buyer == "solar" })
            #expect(first.allSatisfy { $0.lead == lead && $0.kind == .void })
            let reference = NoticeReference(tenant: fixture.tenant, id: first[0].id)
            try await store.shorten(
                NoticeReference(tenant: fixture.tenant, id: first[1].id), body: [6])
            #expect(try await store.acknowledge(reference))
            #expect(try await !store.acknowledge(reference))
            let second = try await store.claimNotices(tenant: fixture.tenant)
            #expect(second.map(\.id) == [first[1].id])
            #expect(second[0].attempts == 2 && second[0].body == [6])
        }
    }

    /// Whoever writes a notice sends it, too: the worker's first time is the second of all.
    @Test func thePausesBetweenSendingsDouble() async throws {
        var limits = StoreLimits()
        limits.noticeRetryMilliseconds = 10_000
        limits.noticeRetryMillisecondsMax = 60_000
        try await withStore(limits: limits) { [fixture] store async throws in
            var step = fixture.step(try await fixture.stored(store))
            step.notices = [NewNotice(id: Fixture.id(), kind: .void, buyer: "solar", body: [5])]
            #expect(try await store.record(step) == .recorded)
            var pauses: [Int] = []
            for _ in 0..<5 {
                pauses.append(
                    try await store.number(
                        "select round(extract(epoch from due_at - now()) / 10)::int * 10"
                            + " from outbox"))
                _ = try await store.client.run(Statement("due", "update outbox set due_at = now()"))
                #expect(try await store.claimNotices(tenant: fixture.tenant).count == 1)
            }
            #expect(pauses == [10, 20, 40, 60, 60])
        }
    }

    @Test func aTakenNoticeRestsBeforeItComesBack() async throws {
        try await withStore { [self] store async throws in
            let lead = try await fixture.stored(store)
            var step = fixture.step(lead)
            step.notices = (0..<10).map { _ in notice() }
            _ = try await store.record(step)
            let claims = try await all([1, 2, 3]) { _ in
                try await store.claimNotices(tenant: fixture.tenant, limit: 4)
            }.flatMap { try $0.get() }
            #expect(claims.count == Set(claims.map(\.id)).count && claims.count <= 10)
            _ = try await store.claimNotices(tenant: fixture.tenant)
            #expect(try await store.claimNotices(tenant: fixture.tenant).isEmpty)
        }
    }
}
