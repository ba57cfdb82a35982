import Postgres
import PostgresTesting
import Testing

@Suite struct TransactionTests {
    private static let table = """
        CREATE TABLE t (id int8 PRIMARY KEY, v int8 NOT NULL); INSERT INTO t VALUES (1, 0), (2, 0)
        """
    private static let read = Statement("read", "SELECT v FROM t WHERE id = $1", idempotent: true)
    private static let add = Statement("add", "UPDATE t SET v = v + 1 WHERE id = $1")
    private static let insert = Statement("insert", "INSERT INTO t VALUES ($1, $2)")

    private func value(_ client: PostgresClient, _ id: Int64 = 1) async throws -> Int {
        try await client.run(Self.read, [.int8(id)]).only().int(0)
    }

    @Test func commitsWhatItDid() async throws {
        try await withDatabase(Self.table) { client in
            let seen = try await client.transaction { transaction in
                _ = try await transaction.run(Self.add, [.int8(1)])
                // Not seen outside yet.
                #expect(try await value(client) == 0)
                return try await transaction.run(Self.read, [.int8(1)]).only().int(0)
            }
            #expect(seen == 1)
            #expect(try await value(client) == 1)
        }
    }

    @Test func lastStatementsAndCommitInOneTrip() async throws {
        try await withDatabase(Self.table) { client in
            let seen = try await client.transaction { transaction in
                _ = try await transaction.run(Self.add, [.int8(1)])
                let results = try await transaction.commit(after: [
                    (Self.add, [.int8(1)]), (Self.read, [.int8(1)]),
                ])
                let late = await postgresError {
                    _ = try await transaction.run(Self.add, [.int8(1)])
                }
                #expect(late?.kind == .misuse)
                return try results[1].only().int(0)
            }
            #expect(seen == 2)
            #expect(try await value(client) == 2)
        }
    }

    @Test func rollsBackWhenTheBodyThrows() async throws {
        struct Stop: Error {}
        try await withDatabase(Self.table, connections: 1) { client in
            await #expect(throws: Stop.self) {
                try await client.transaction { transaction in
                    _ = try await transaction.run(Self.add, [.int8(1)])
                    throw Stop()
                }
            }
            let found = try await value(client)
            #expect(found == 0)
        }
    }

    @Test func whatIsCommittedIsNeverRepeated() async throws {
        try await withDatabase(Self.table, connections: 1) { client in
            let attempts = Counter()
            let error = await postgresError {
                try await client.transaction { transaction in
                    attempts.add()
                    _ = try await transaction.commit(after: [(Self.add, [.int8(1)])])
                    throw PostgresError(.connectionLost, "Something else was lost.")
                }
            }
            #expect(error?.kind == .connectionLost)
            #expect(attempts.value == 1)
            let after = try await value(client)
            #expect(after == 1)
        }
    }

    @Test func anErrorThatTheBodySwallowsStillFailsTheTransaction() async throws {
        try await withDatabase(Self.table, connections: 1) { client in
            let error = await postgresError {
                try await client.transaction { transaction in
                    _ = try await transaction.run(Self.add, [.int8(1)])
                    _ = try? await transaction.run(Self.insert, [.int8(1), .int8(9)])
                    let next = await postgresError {
                        _ = try await transaction.run(Self.read, [.int8(1)])
                    }
                    #expect(next?.sqlState == .uniqueViolation)
                }
            }
            #expect(error?.sqlState == .uniqueViolation)
            let found = try await value(client)
            #expect(found == 0)
        }
    }

    @Test func aFailedBeginIsRolledBackBehindItsSync() async throws {
        try await withDatabase(Self.table, connections: 1) { client in
            for _ in 0..<3 {
                // BEGIN and the failing statement travel together.
                let error = await postgresError {
                    try await client.transaction {
                        _ = try await $0.run(Self.insert, [.int8(1), .int8(0)])
                    }
                }
                #expect(error?.sqlState == .uniqueViolation)
                // Were a failed transaction still open, this would be refused.
                let after = try await value(client)
                #expect(after == 0)
            }
        }
    }

    @Test func emptyTransactionsCostNothing() async throws {
        try await withDatabase(connections: 1) { client in
            try await client.transaction { _ in }
            try await client.transaction { _ = try await $0.commit(after: []) }
            #expect(try await client.run(Statement("one", "SELECT 1"))[0].int(0) == 1)
        }
    }

    @Test(arguments: [TransactionIsolation.repeatableRead, .serializable])
    func isRepeatedAfterASerializationFailure(_ isolation: TransactionIsolation) async throws {
        try await withDatabase(Self.table) { client in
            let attempts = Counter()
            let seen = try await client.transaction(isolation: isolation) { transaction in
                let before = try await transaction.run(Self.read, [.int8(1)]).only().int(0)
                if attempts.add() == 1 { _ = try await client.run(Self.add, [.int8(1)]) }
                _ = try await transaction.run(Self.add, [.int8(1)])
                return before
            }
            #expect(attempts.value == 2)
            #expect(seen == 1)
            #expect(try await value(client) == 2)
        }
    }

    @Test func givesUpWhenItNeverSucceeds() async throws {
        var limits = PostgresLimits.patient
        limits.attemptsMax = 3
        try await withDatabase(Self.table, limits: limits) { client in
            let attempts = Counter()
            let error = await postgresError {
                try await client.transaction(isolation: .repeatableRead) { transaction in
                    _ = try await transaction.run(Self.read, [.int8(1)])
                    attempts.add()
                    _ = try await client.run(Self.add, [.int8(1)])
                    _ = try await transaction.run(Self.add, [.int8(1)])
                }
            }
            #expect(error?.sqlState == .serializationFailure)
            #expect(attempts.value == 3)
        }
    }

    @Test func deadlocksResolveThemselves() async throws {
        try await withSchema { settings in
            var settings = settings
            settings.parameters.append(.init("deadlock_timeout", "10ms"))
            try await withClient(settings) { client in
                try await client.script(Self.table)
                let (first, second) = (Gate(), Gate())
                async let left: Void = client.transaction { transaction in
                    _ = try await transaction.run(Self.add, [.int8(1)])
                    first.open()
                    await second.wait()
                    _ = try await transaction.run(Self.add, [.int8(2)])
                }
                async let right: Void = client.transaction { transaction in
                    _ = try await transaction.run(Self.add, [.int8(2)])
                    second.open()
                    await first.wait()
                    _ = try await transaction.run(Self.add, [.int8(1)])
                }
                _ = try await (left, right)
                #expect(try await value(client, 1) == 2)
                #expect(try await value(client, 2) == 2)
            }
        }
    }

    @Test func aLockThatIsNotFreeShowsAsSuch() async throws {
        try await withSchema { settings in
            var settings = settings
            settings.lockTimeout = .milliseconds(30)
            try await withClient(settings) { client in
                try await client.script(Self.table)
                try await client.transaction { transaction in
                    _ = try await transaction.run(Self.add, [.int8(1)])
                    let error = await postgresError {
                        _ = try await client.run(Self.add, [.int8(1)])
                    }
                    #expect(error?.sqlState == .lockNotAvailable)
                    #expect(error?.isRetryable == true && error?.blamesData == false)
                }
            }
        }
    }
}
