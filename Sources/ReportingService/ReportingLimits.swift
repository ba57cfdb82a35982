import Reactor

/// How much reporting does at a time, and how often.
struct ReportingLimits: Sendable {
    /// Between two looks at journals that have nothing new.
    var pause: Microseconds = .milliseconds(250)
    /// After a failure, before the next attempt.
    var pauseAfterFailure: Microseconds = .seconds(2)
    /// Rows of the journal that are read, and counted in one transaction.
    var journalRows = 2_000
    /// Rows of an answer; also what 0 means.
    var rowsMax = 1_000
    /// What an answer may be grouped by at once.
    var dimensionsMax = 3
    /// Parties that a question may name.
    var partiesMax = 1_000
    /// Between two rounds of upkeep.
    var upkeep: Microseconds = .seconds(3_600)
    /// Partitions are made so far ahead.
    var monthsAhead = 3
    /// Idempotency keys are forgotten at this age; the protocol promises 24 hours and longer.
    var submissionAge: Microseconds = .seconds(7 * 86_400)
    /// Idempotency keys forgotten in one transaction.
    var submissionsAtOnce = 1_000

    /// What services run with.
    static let standard = ReportingLimits()
}
