import Postgres
import PostgresTesting
import Reactor
import Testing

@Suite struct GroupCommitTests {
    private static let table = """
        CREATE TABLE t (id int8 PRIMARY KEY, v text NOT NULL CHECK (v <> 'bad'), tenant int8)
        """
    private static let insert = Statement(
        "insert",
        """
        INSERT INTO t SELECT * FROM unnest($1, $2, $3) ON CONFLICT (id) DO NOTHING RETURNING id
        """, idempotent: true)
    private static let count = Statement("count", "SELECT count(*) FROM t", idempotent: true)

    struct Row: Sendable {
        var id: Int64
        var text = "good"
        var tenant: Int64 = 0
    }

    /// Sizes of the batches that were tried.
    final class Sizes: Sendable {
        private let sizes = Shared<[Int]>([])
        var all: [Int] { sizes.value }
        func append(_ size: Int) { sizes.change { $0.append(size) } }
    }

    private static func store(
        _ client: PostgresClient, _ rows: [Row]
    ) async throws -> [Int64] {
        _ = try await client.run(
            insert,
            [
                .int8Array(rows.map(\.id)), .textArray(rows.map(\.text)),
                .int8Array(rows.map(\.tenant)),
            ])
        return rows.map(\.id)
    }

    /// Submits all from one turn of the loop, and returns each one's outcome.
    private func submitAll(
        _ commit: GroupCommit<Row, Int64>, _ rows: [Row]
    ) async -> [Result<Int64, any Error>] {
        await (0..<rows.count).asyncMap { index in
            do {
                return .success(try await commit.submit(rows[index]))
            } catch {
                return .failure(error)
            }
        }
    }

    @Test func whatATurnSubmitsGoesTogether() async throws {
        try await withDatabase(Self.table) { client in
            let sizes = Sizes()
            let commit = GroupCommit<Row, Int64>(
                client: client, name: "rows", maxBatch: 64, maxQueued: 1_000
            ) { client, rows in
                sizes.append(rows.count)
                return try await Self.store(client, rows)
            }
            let outcomes = await submitAll(commit, (0..<100).map { Row(id: $0) })
            #expect(outcomes.map { try? $0.get() } == (0..<100).map { $0 })
            #expect(sizes.all == [64, 36])
            let found = try await client.run(Self.count)[0].int(0)
            #expect(found == 100)
        }
    }

    @Test func aBadRowStandsAloneInTheEnd() async throws {
        try await withDatabase(Self.table) { client in
            let commit = GroupCommit<Row, Int64>(
                client: client, name: "rows", maxBatch: 64, maxQueued: 1_000
            ) { try await Self.store($0, $1) }
            var rows = (0..<64).map { Row(id: $0) }
            rows[37].text = "bad"
            let outcomes = await submitAll(commit, rows)
            for (index, outcome) in outcomes.enumerated() where index != 37 {
                #expect((try? outcome.get()) == Int64(index))
            }
            let error = await postgresError { _ = try outcomes[37].get() }
            #expect(error?.sqlState == .checkViolation)
            let found = try await client.run(Self.count)[0].int(0)
            #expect(found == 63)
        }
    }

    @Test func severalBadRowsEachGetTheirOwnError() async throws {
        try await withDatabase(Self.table) { client in
            let commit = GroupCommit<Row, Int64>(
                client: client, name: "rows", maxBatch: 64, maxQueued: 1_000
            ) { try await Self.store($0, $1) }
            var rows = (0..<64).map { Row(id: $0) }
            rows[0].text = "bad"
            rows[63].text = "nul \0"
            let outcomes = await submitAll(commit, rows)
            let first = await postgresError { _ = try outcomes[0].get() }
            let last = await postgresError { _ = try outcomes[63].get() }
            #expect(first?.sqlState == .checkViolation)
            #expect(last?.kind == .invalidParameter)
            let found = try await client.run(Self.count)[0].int(0)
            #expect(found == 62)
        }
    }

    @Test func aBrokenStatementIsNotTriedPieceByPiece() async throws {
        try await withDatabase { client in
            let sizes = Sizes()
            let commit = GroupCommit<Row, Int64>(
                client: client, name: "rows", maxBatch: 64, maxQueued: 1_000
            ) { client, rows in
                sizes.append(rows.count)
                return try await Self.store(client, rows)
            }
            let outcomes = await submitAll(commit, (0..<10).map { Row(id: $0) })
            for outcome in outcomes {
                let error = await postgresError { _ = try outcome.get() }
                #expect(error?.sqlState == "42P01")
            }
            #expect(sizes.all == [10])
        }
    }

    @Test func overloadIsRefusedAtOnce() async throws {
        try await withDatabase(Self.table) { client in
            let (started, go) = (Gate(), Gate())
            let commit = GroupCommit<Row, Int64>(
                client: client, name: "rows", maxBatch: 1, maxQueued: 3
            ) { client, rows in
                started.open()
                await go.wait()
                return try await Self.store(client, rows)
            }
            async let first = commit.submit(Row(id: 0))
            await started.wait()
            let (refused, allRefused) = (Counter(), Gate())
            async let others = (1..<9).asyncMap { id in
                let error = await postgresError {
                    _ = try await commit.submit(Row(id: Int64(id)))
                }
                // The first is on the wire, three may wait, and five are told at once.
                if error?.kind == .overloaded, refused.add() == 5 { allRefused.open() }
                return error
            }
            await allRefused.wait()
            go.open()
            let (outcome, errors) = try await (first, others)
            #expect(outcome == 0)
            #expect(errors.count { $0 == nil } == 3)
        }
    }

    @Test func partitionsNeverShareABatch() async throws {
        try await withDatabase(Self.table) { client in
            let mixed = Counter()
            let commit = GroupCommit<Row, Int64>(
                client: client, name: "rows", maxBatch: 64, maxQueued: 1_000, connectionsInUse: 2,
                partition: { UInt64(bitPattern: $0.tenant) }
            ) { client, rows in
                if Set(rows.map(\.tenant)).count > 1 { mixed.add() }
                return try await Self.store(client, rows)
            }
            let outcomes = await submitAll(
                commit, (0..<200).map { Row(id: $0, tenant: $0 % 5) })
            #expect(outcomes.allSatisfy { (try? $0.get()) != nil })
            #expect(mixed.value == 0)
        }
    }

    @Test func aBatchWaitingForALockGoesBackUnbroken() async throws {
        try await withSchema { settings in
            var settings = settings
            settings.lockTimeout = .milliseconds(30)
            try await withClient(settings) { client in
                try await client.script(
                    Self.table + "; INSERT INTO t SELECT i, 'x', 0 FROM generate_series(1, 4) i")
                let (sizes, failed) = (Sizes(), Gate())
                let commit = GroupCommit<Row, Int64>(
                    client: client, name: "touch", maxBatch: 64, maxQueued: 1_000
                ) { client, rows in
                    sizes.append(rows.count)
                    do {
                        _ = try await client.run(
                            Statement("touch", "UPDATE t SET v = 'y' WHERE id = ANY($1)"),
                            [.int8Array(rows.map(\.id))])
                        return rows.map(\.id)
                    } catch {
                        failed.open()
                        throw error
                    }
                }
                async let outcomes = client.transaction { transaction in
                    _ = try await transaction.run(
                        Statement("lock", "SELECT FROM t WHERE id = 2 FOR UPDATE"))
                    async let outcomes = submitAll(commit, (1...4).map { Row(id: $0) })
                    await failed.wait()
                    _ = try await transaction.commit(after: [])
                    return await outcomes
                }
                #expect(try await outcomes.map { try $0.get() } == [1, 2, 3, 4])
                #expect(sizes.all.count >= 2 && sizes.all.allSatisfy { $0 == 4 })
            }
        }
    }

    @Test func aLockThatIsNeverFreeFailsInTheEnd() async throws {
        var limits = PostgresLimits.patient
        limits.lockRetriesMax = 2
        try await withDatabase(limits: limits) { client in
            let tries = Counter()
            let commit = GroupCommit<Row, Int64>(
                client: client, name: "touch", maxBatch: 64, maxQueued: 1_000
            ) { _, _ in
                tries.add()
                throw PostgresError(.server, "A lock wasn't free.", sqlState: .lockNotAvailable)
            }
            let error = await postgresError { _ = try await commit.submit(Row(id: 1)) }
            #expect(error?.sqlState == .lockNotAvailable)
            #expect(tries.value == 3)
        }
    }

    @Test(arguments: [true, false])
    func anUnknownOutcomeIsRepeatedOnlyForIdempotentWork(_ idempotent: Bool) async throws {
        try await withDatabase(Self.table) { client in
            let tries = Counter()
            let commit = GroupCommit<Row, Int64>(
                client: client, name: "rows", maxBatch: 64, maxQueued: 1_000,
                idempotent: idempotent
            ) { client, rows in
                if tries.add() == 1 {
                    throw PostgresError(.outcomeUnknown, "The connection was lost.")
                }
                return try await Self.store(client, rows)
            }
            let error = await postgresError { _ = try await commit.submit(Row(id: 1)) }
            #expect(error?.kind == (idempotent ? nil : .outcomeUnknown))
            #expect(tries.value == (idempotent ? 2 : 1))
        }
    }

    @Test func aBatchMustAnswerEachItem() async throws {
        try await withDatabase { client in
            let commit = GroupCommit<Row, Int64>(
                client: client, name: "rows", maxBatch: 64, maxQueued: 1_000
            ) { _, _ in [] }
            let error = await postgresError { _ = try await commit.submit(Row(id: 1)) }
            #expect(error?.kind == .misuse)
        }
    }
}
