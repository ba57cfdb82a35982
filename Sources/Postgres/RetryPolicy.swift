import Reactor

/// Decides whether work that failed is done again, and after what pause (DESIGN 5). Pure.
struct RetryPolicy {
    let attemptsMax: Int
    let backOff: BackOff

    init(_ limits: PostgresLimits) {
        attemptsMax = limits.attemptsMax
        backOff = BackOff(first: limits.retryPause, most: limits.retryPauseMax)
    }

    /// - Parameters:
    ///   - attempt: how often it has been tried, at least 1
    ///   - idempotent: doing it twice has the effect of doing it once
    ///   - random: a number from 0 to 1
    /// - Returns: the pause before the next attempt, or `nil` when the error stands
    func pause(
        after error: PostgresError, attempt: Int, idempotent: Bool, random: Double
    ) -> Microseconds? {
        guard attempt < attemptsMax else { return nil }
        switch error.kind {
        case .connectionLost: return Microseconds(0)
        case .outcomeUnknown: return idempotent ? Microseconds(0) : nil
        case .server where error.isStalePlan: return Microseconds(0)
        case .server:
            switch error.sqlState {
            case .serializationFailure, .deadlockDetected:
                return backOff.pause(attempt: attempt, random: random)
            case .adminShutdown, .crashShutdown, .cannotConnectNow, .readOnlyTransaction:
                // The connection is being replaced; waiting for the next one is pause enough.
                return Microseconds(0)
            default: return nil
            }
        default: return nil
        }
    }
}

/// Pauses that double up to a limit, with "equal jitter": half fixed, half random.
struct BackOff {
    let first: Duration
    let most: Duration

    /// - Parameters:
    ///   - attempt: 1 for the first pause
    ///   - random: a number from 0 to 1
    func pause(attempt: Int, random: Double) -> Microseconds {
        let first = Microseconds(self.first).count
        let most = Microseconds(self.most).count
        let doubled = attempt > 20 ? most : min(most, first << Int64(max(0, attempt - 1)))
        return Microseconds(doubled / 2 + Int64(Double(doubled - doubled / 2) * random))
    }
}
