import Testing

@testable import Postgres

@Suite struct PipelineLedgerTests {
    typealias Ledger = PipelineLedger<String, Int>
    private let refused = PostgresError(.server, "no", sqlState: .uniqueViolation)
    private let shutdown = PostgresError(.server, "bye", sqlState: .adminShutdown)

    /// Feeds replies and returns what finished, as `token: rows` or `token: error`.
    private func feed(_ ledger: inout Ledger, _ replies: [Reply<Int>]) -> [String] {
        replies.compactMap { reply in
            switch ledger.receive(reply) {
            case .waiting: return nil
            case .broken: return "broken"
            case .finished(let entry):
                if let error = entry.error {
                    return "\(entry.token): \(error.sqlState.rawValue) at "
                        + "\(entry.failedStatement ?? -1)"
                }
                return "\(entry.token): \(entry.rows)"
            }
        }
    }

    @Test func answersComeInTheOrderOfTheQuestions() {
        var ledger = Ledger()
        ledger.sent("a", statements: 2, commits: true)
        ledger.sent("b", statements: 1, commits: true)
        let finished = feed(
            &ledger,
            [
                .rows(1), .endOfStatement, .rows(2), .endOfStatement, .synced,
                .rows(3), .endOfStatement, .synced,
            ])
        #expect(finished == ["a: [1, 2]", "b: [3]"])
        #expect(ledger.isEmpty)
    }

    @Test func aFailureEndsAtItsSync() {
        var ledger = Ledger()
        ledger.sent("a", statements: 3, commits: true)
        ledger.sent("b", statements: 1, commits: true)
        let finished = feed(
            &ledger,
            [
                .rows(1), .endOfStatement, .failure(refused, isFatal: false), .endOfStatement,
                .skipped, .endOfStatement, .synced, .rows(2), .endOfStatement, .synced,
            ])
        #expect(finished == ["a: 23505 at 1", "b: [2]"])
    }

    @Test(arguments: 0..<7)
    func nonsenseIsNoticed(_ which: Int) {
        var ledger = Ledger()
        if which > 0 { ledger.sent("a", statements: 1, commits: true) }
        let replies: [[Reply<Int>]] = [
            [.rows(1)],
            [.synced],
            [.skipped],
            [.rows(1), .rows(2)],
            [.rows(1), .endOfStatement, .endOfStatement],
            [.failure(refused, isFatal: false), .rows(1)],
            [.rows(1), .synced],
        ]
        #expect(feed(&ledger, replies[which]).last == "broken")
    }

    @Test func lostWithoutAWord() {
        var ledger = Ledger()
        ledger.sent("commits", statements: 1, commits: true)
        ledger.sent("inside", statements: 1, commits: false)
        _ = feed(&ledger, [.rows(1), .endOfStatement])
        let lost = ledger.connectionLost()
        #expect(lost.map(\.0.token) == ["commits", "inside"])
        #expect(lost.map(\.1.kind) == [.outcomeUnknown, .connectionLost])
        #expect(ledger.isEmpty)
    }

    @Test func whatFailedBeforeTheLossKnowsItsOutcome() {
        var ledger = Ledger()
        ledger.sent("failed", statements: 2, commits: true)
        ledger.sent("behind", statements: 1, commits: true)
        _ = feed(&ledger, [.failure(refused, isFatal: false)])
        let lost = ledger.connectionLost()
        #expect(lost[0].1.sqlState == .uniqueViolation)
        #expect(lost[1].1.kind == .outcomeUnknown)
    }

    @Test func behindAFatalErrorNothingRan() {
        var ledger = Ledger()
        ledger.sent("killed", statements: 1, commits: true)
        ledger.sent("behind", statements: 1, commits: true)
        _ = feed(&ledger, [.failure(shutdown, isFatal: true), .endOfStatement])
        let lost = ledger.connectionLost()
        #expect(lost[0].1.sqlState == .adminShutdown)
        #expect(lost[1].1.kind == .connectionLost)
    }

    @Test func aFatalErrorDuringTheCommitDecidesNothing() {
        var ledger = Ledger()
        ledger.sent("committing", statements: 1, commits: true)
        ledger.sent("behind", statements: 1, commits: true)
        _ = feed(&ledger, [.rows(1), .endOfStatement, .failure(shutdown, isFatal: true)])
        let lost = ledger.connectionLost()
        #expect(lost.map(\.1.kind) == [.outcomeUnknown, .connectionLost])
    }
}
