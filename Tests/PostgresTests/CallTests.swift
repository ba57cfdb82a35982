import Postgres
import PostgresTesting
import Testing

@Suite struct CallTests {
    private static let insert = Statement("insert", "INSERT INTO t VALUES ($1, $2)")
    private static let count = Statement("count", "SELECT count(*) FROM t", idempotent: true)
    private static let table = "CREATE TABLE t (id int8 PRIMARY KEY, v text NOT NULL)"

    @Test func affectedRows() async throws {
        try await withDatabase(Self.table) { client in
            let inserted = try await client.run(
                Statement("many", "INSERT INTO t SELECT i, 'x' FROM generate_series(1, 7) i"))
            #expect(inserted.affected == 7 && inserted.isEmpty)
            let deleted = try await client.run(
                Statement("delete", "DELETE FROM t WHERE id <= $1 RETURNING id"), [.int8(3)])
            #expect(deleted.affected == 3 && deleted.count == 3)
        }
    }

    @Test func uniqueViolationNamesTheConstraintAndNoData() async throws {
        try await withDatabase(Self.table) { client in
            _ = try await client.run(Self.insert, [.int8(77_123), .text("secret")])
            let error = await postgresError {
                _ = try await client.run(Self.insert, [.int8(77_123), .text("secret")])
            }
            #expect(error?.kind == .server)
            #expect(error?.sqlState == .uniqueViolation)
            #expect(error?.constraint == "t_pkey")
            #expect(error?.statement == "insert")
            #expect(error?.description.contains("77123") == false)
            #expect(error?.description.contains("INSERT") == false)
            #expect(error?.debugDescription.contains("77123") == true)
        }
    }

    @Test func aStatementThatCannotBePreparedFailsAloneAndEveryTime() async throws {
        try await withDatabase(Self.table, connections: 1) { client in
            let bad = Statement("bad", "SELEKT 1")
            let good = Statement("good", "SELECT 1")
            async let bads = (0..<5).asyncMap { _ in
                await postgresError { _ = try await client.run(bad) }
            }
            async let goods = (0..<5).asyncMap { _ in
                await postgresError { _ = try await client.run(good) }
            }
            #expect(await bads.allSatisfy { $0?.sqlState == .syntaxError })
            #expect(await bads.allSatisfy { $0?.statement == "bad" })
            #expect(await goods.allSatisfy { $0 == nil })
        }
    }

    @Test func pipelineIsAllOrNothing() async throws {
        try await withDatabase(Self.table) { client in
            let error = await postgresError {
                _ = try await client.pipeline([
                    (Self.insert, [.int8(1), .text("a")]),
                    (Self.insert, [.int8(2), .null]),
                    (Self.insert, [.int8(3), .text("c")]),
                ])
            }
            #expect(error?.sqlState == .notNullViolation)
            #expect(try await client.run(Self.count)[0].int(0) == 0)
            let results = try await client.pipeline([
                (Self.insert, [.int8(1), .text("a")]), (Self.count, []),
            ])
            #expect(results.count == 2)
            #expect(try results[1][0].int(0) == 1)
        }
    }

    @Test func anUnsendableParameterSendsNothing() async throws {
        try await withDatabase(Self.table) { client in
            let error = await postgresError {
                _ = try await client.pipeline([
                    (Self.insert, [.int8(1), .text("a")]),
                    (Self.insert, [.int8(2), .text("\0")]),
                ])
            }
            #expect(error?.kind == .invalidParameter)
            let found = try await client.run(Self.count)[0].int(0)
            #expect(found == 0)
        }
    }

    @Test func manyCallsShareFewConnections() async throws {
        try await withDatabase(Self.table) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 0..<1_000 as Range<Int64> {
                    group.addTask {
                        let text = "v\(id)"
                        _ = try await client.run(Self.insert, [.int8(id), .text(text)])
                        let row = try await client.run(
                            Statement("get", "SELECT v FROM t WHERE id = $1"), [.int8(id)]
                        ).only()
                        #expect(try row.text(0) == text)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await client.run(Self.count)[0].int(0) == 1_000)
        }
    }

    @Test func callsFromOtherThreads() async throws {
        try await withDatabase { client in
            let total = try await Task.detached {
                try await client.transaction { transaction in
                    try await transaction.run(Statement("one", "SELECT 1"))[0].int(0)
                        + client.limits.attemptsMax
                }
            }.value
            #expect(total == 1 + client.limits.attemptsMax)
        }
    }

    @Test func whatWouldBreakThePoolIsRefused() async throws {
        try await withDatabase(Self.table) { client in
            for sql in ["BEGIN", "COMMIT", "COPY t TO stdout", "LISTEN x"] {
                let error = await postgresError {
                    _ = try await client.run(Statement("refused", sql))
                }
                #expect(error?.kind == .misuse, "\(sql)")
            }
            let one = Statement("one", "SELECT 1")
            let error = await postgresError {
                _ = try await client.pipeline(Array(repeating: (one, []), count: 257))
            }
            #expect(error?.kind == .misuse)
            let nothing = try await client.pipeline([])
            #expect(nothing.isEmpty)
        }
    }

    @Test func aBeginInDisguiseCostsItsConnection() async throws {
        try await withDatabase(Self.table, connections: 1) { client in
            _ = try await client.run(Statement("sly", "/* no */ BEGIN"))
            _ = try await client.run(Self.insert, [.int8(1), .text("a")])
            let error = await postgresError {
                _ = try await client.run(Statement("x", "SELECT 1/0"))
            }
            #expect(error?.sqlState == "22012")
            let found = try await client.run(Self.count)[0].int(0)
            #expect(found == 1)
        }
    }

    @Test func plansThatAMigrationOutdatedAreMadeAnew() async throws {
        try await withDatabase(Self.table, connections: 1) { client in
            let all = Statement("all", "SELECT * FROM t", idempotent: true)
            _ = try await client.run(Self.insert, [.int8(1), .text("a")])
            #expect(try await client.run(all)[0].columnCount == 2)
            try await client.script("ALTER TABLE t ADD COLUMN w int8 DEFAULT 5")
            #expect(try await client.run(all)[0].columnCount == 3)
        }
    }

    @Test func aConnectionStartsOverWhenItHasPreparedTooMuch() async throws {
        var limits = PostgresLimits.patient
        limits.preparedStatementsMax = 4
        try await withDatabase(connections: 1, limits: limits) { client in
            for round in 0..<2 {
                for number in 0..<20 {
                    let row = try await client.run(Statement("n", "SELECT \(number)")).only()
                    #expect(try row.int(0) == number, "round \(round)")
                }
            }
            let left = try await client.run(
                Statement("left", "SELECT count(*) FROM pg_prepared_statements"))
            #expect(try left[0].int(0) <= 4)
        }
    }
}

extension Range where Bound: Strideable, Bound.Stride: SignedInteger {
    /// All at once, in order.
    func asyncMap<T: Sendable>(
        _ body: @Sendable @escaping (Bound) async -> T
    ) async -> [T] where Bound: Sendable {
        await withTaskGroup(of: (Bound, T).self) { group in
            for element in self {
                group.addTask { (element, await body(element)) }
            }
            var results: [(Bound, T)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
