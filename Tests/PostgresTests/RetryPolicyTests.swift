import Reactor
import Testing

@testable import Postgres

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(.standard)

    private func isRetried(
        _ error: PostgresError, attempt: Int = 1, idempotent: Bool = false
    ) -> Bool {
        policy.pause(after: error, attempt: attempt, idempotent: idempotent, random: 0.5) != nil
    }

    @Test(arguments: ["40001", "40P01", "57P01", "57P02", "57P03", "25006"] as [SQLState])
    func transientStatesAreRetried(_ state: SQLState) {
        let error = PostgresError(.server, "", sqlState: state)
        #expect(isRetried(error) && error.isRetryable)
        #expect(!isRetried(error, attempt: PostgresLimits.standard.attemptsMax))
    }

    @Test(arguments: ["23505", "42601", "57014", "22001", "55P03", "53300"] as [SQLState])
    func othersStand(_ state: SQLState) {
        #expect(!isRetried(PostgresError(.server, "", sqlState: state), idempotent: true))
    }

    @Test func aLostConnectionIsRetriedOnlyWhenThatIsSafe() {
        #expect(isRetried(PostgresError(.connectionLost, "")))
        #expect(!isRetried(PostgresError(.outcomeUnknown, "")))
        #expect(isRetried(PostgresError(.outcomeUnknown, ""), idempotent: true))
    }

    @Test(arguments: [
        PostgresError.Kind.unavailable, .overloaded, .acquireTimeout, .invalidParameter, .misuse,
        .unexpectedResult, .closed,
    ])
    func refusalsStand(_ kind: PostgresError.Kind) {
        #expect(!isRetried(PostgresError(kind, ""), idempotent: true))
    }

    @Test func pausesDoubleUpToALimit() {
        let backOff = BackOff(first: .milliseconds(2), most: .milliseconds(9))
        let least = (1...5).map { backOff.pause(attempt: $0, random: 0).count }
        let most = (1...5).map { backOff.pause(attempt: $0, random: 1).count }
        #expect(least == [1_000, 2_000, 4_000, 4_500, 4_500])
        #expect(most == [2_000, 4_000, 8_000, 9_000, 9_000])
        #expect(backOff.pause(attempt: 10_000, random: 1).count == 9_000)
    }
}
