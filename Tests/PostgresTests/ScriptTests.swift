import Postgres
import PostgresTesting
import Testing

@Suite struct ScriptTests {
    private static let count = Statement("count", "SELECT count(*) FROM t", idempotent: true)

    @Test func aFailingScriptLeavesNothing() async throws {
        try await withDatabase("CREATE TABLE t (id int8)", connections: 1) { client in
            let error = await postgresError {
                try await client.script("INSERT INTO t VALUES (1); SELECT 1/0; SELECT 2")
            }
            #expect(error?.sqlState == "22012")
            let found = try await client.run(Self.count)[0].int(0)
            #expect(found == 0)
        }
    }

    @Test func aTransactionLeftOpenIsRolledBack() async throws {
        try await withDatabase("CREATE TABLE t (id int8)", connections: 1) { client in
            try await client.script("BEGIN; INSERT INTO t VALUES (1)")
            #expect(try await client.run(Self.count)[0].int(0) == 0)
            try await client.script("BEGIN; INSERT INTO t VALUES (1); COMMIT")
            #expect(try await client.run(Self.count)[0].int(0) == 1)
        }
    }

    @Test func scriptsHaveNoStatementTimeoutAndTheSessionKeepsItsOwn() async throws {
        let check = """
            DO $$ BEGIN
              IF current_setting('statement_timeout') <> '0' THEN RAISE EXCEPTION 'limited'; END IF;
            END $$
            """
        try await withDatabase(connections: 1) { client in
            let setting = Statement(
                "setting",
                "SELECT current_setting('statement_timeout'), current_setting('search_path')")
            try await client.script(check)
            try await client.script("SET work_mem = '1MB'; SET search_path = public")
            let row = try await client.run(setting).only()
            #expect(try row.text(0) == "10s")
            #expect(try row.text(1).contains("plain_"))
            try await client.transaction { transaction in
                try await transaction.script(check)
            }
            #expect(try await client.run(setting).only().text(0) == "10s")
        }
    }

    @Test func scriptsInsideATransactionShareItsFate() async throws {
        struct Stop: Error {}
        try await withDatabase("CREATE TABLE t (id int8)", connections: 1) { client in
            await #expect(throws: Stop.self) {
                try await client.transaction { transaction in
                    try await transaction.script(
                        "INSERT INTO t VALUES (1); ALTER TABLE t ADD x int8")
                    #expect(try await transaction.run(Self.count)[0].int(0) == 1)
                    throw Stop()
                }
            }
            #expect(try await client.run(Self.count)[0].int(0) == 0)
            try await client.transaction { transaction in
                try await transaction.script("INSERT INTO t VALUES (1)")
                _ = try await transaction.commit(after: [(Self.count, [])])
            }
            #expect(try await client.run(Self.count)[0].int(0) == 1)
        }
    }

    @Test func copyIsRefusedWithoutHanging() async throws {
        try await withDatabase("CREATE TABLE t (id int8)", connections: 1) { client in
            let error = await postgresError { try await client.script("COPY t FROM stdin") }
            #expect(error?.kind == .outcomeUnknown)
            let found = try await client.run(Self.count)[0].int(0)
            #expect(found == 0)
        }
    }
}
