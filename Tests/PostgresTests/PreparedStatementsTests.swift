import Testing

@testable import Postgres

@Suite struct PreparedStatementsTests {
    private let statement = Statement("one", "SELECT $1, $2")

    private func name(_ preparation: PreparedStatements.Preparation) -> String {
        switch preparation {
        case .ready(let variant), .prepare(let variant): variant.serverName
        }
    }

    private func isReady(_ preparation: PreparedStatements.Preparation) -> Bool {
        if case .ready = preparation { true } else { false }
    }

    @Test func preparedOnceForTheSameTypes() {
        var prepared = PreparedStatements()
        let first = prepared.prepare(statement, types: [20, 25])
        let second = prepared.prepare(statement, types: [20, 25])
        #expect(!isReady(first) && isReady(second))
        #expect(name(first) == name(second))
    }

    @Test func otherTypesMakeAnotherVariant() {
        var prepared = PreparedStatements()
        let first = prepared.prepare(statement, types: [20, 25])
        let second = prepared.prepare(statement, types: [23, 25])
        #expect(!isReady(second) && name(first) != name(second))
        #expect(isReady(prepared.prepare(statement, types: [20, 25])))
        #expect(prepared.count == 2)
    }

    @Test func nullFitsEveryVariant() {
        var prepared = PreparedStatements()
        _ = prepared.prepare(statement, types: [20, 25])
        #expect(isReady(prepared.prepare(statement, types: [0, 25])))
        #expect(isReady(prepared.prepare(statement, types: [0, 0])))
    }

    @Test func patternsOfNullsConverge() {
        var prepared = PreparedStatements()
        #expect(!isReady(prepared.prepare(statement, types: [0, 25])))
        // Knows the second type from before, so it serves both from now on.
        #expect(!isReady(prepared.prepare(statement, types: [20, 0])))
        #expect(isReady(prepared.prepare(statement, types: [20, 25])))
        #expect(isReady(prepared.prepare(statement, types: [0, 25])))
    }

    @Test func forgottenIsPreparedAgainUnderAnotherName() {
        var prepared = PreparedStatements()
        let first = name(prepared.prepare(statement, types: [20, 25]))
        prepared.forget(statement, serverName: first)
        let second = prepared.prepare(statement, types: [20, 25])
        #expect(!isReady(second) && name(second) != first)
        prepared.removeAll()
        #expect(prepared.count == 0)
        #expect(!isReady(prepared.prepare(statement, types: [20, 25])))
    }

    @Test func sameNameAndOtherSQLIsAnotherStatement() {
        var prepared = PreparedStatements()
        _ = prepared.prepare(statement, types: [20, 25])
        let other = Statement("one", "SELECT $2, $1")
        #expect(!isReady(prepared.prepare(other, types: [20, 25])))
    }

    @Test(arguments: [
        "BEGIN", " begin;", "\nCommit", "ROLLBACK TO x", "copy t FROM stdin", "LISTEN c", "end",
    ])
    func wordsThatThePoolKeepsForItself(_ sql: String) {
        #expect(Statement("x", sql).isRefused)
    }

    @Test(arguments: ["SELECT 1", "INSERT INTO begin VALUES (1)", "WITH a AS (SELECT 1) SELECT 2"])
    func allOthersAreFree(_ sql: String) {
        #expect(!Statement("x", sql).isRefused)
    }
}
