/// Exponential waiting with jitter, so that many clients of one server that comes back don't all
/// return at the same moment.
///
/// The n-th wait is `initial * multiplier^n`, at most `max`, times a random factor from
/// `1 - jitter` to `1 + jitter`. Source: gRPC `doc/connection-backoff.md`.
public struct Backoff: Sendable, Hashable {
    public var initial: Duration
    public var multiplier: Double
    public var max: Duration
    /// From 0 (none) to 1.
    public var jitter: Double

    public init(initial: Duration, multiplier: Double, max: Duration, jitter: Double) {
        self.initial = initial
        self.multiplier = multiplier
        self.max = max
        self.jitter = jitter
    }

    /// Between attempts to connect: 50 ms growing to 5 s. Shorter than gRPC's 1 s to 120 s, because
    /// the peers are services of one system, which restart in well under a second.
    public static let reconnect = Backoff(
        initial: .milliseconds(50), multiplier: 1.6, max: .seconds(5), jitter: 0.2)
    /// Between attempts of one call: 20 ms growing to 500 ms.
    public static let retry = Backoff(
        initial: .milliseconds(20), multiplier: 2, max: .milliseconds(500), jitter: 0.4)

    /// The wait after this many failures before it (0: the first).
    ///
    /// - Parameter random: Uniform in 0..<1, given so that tests decide.
    public func wait(after failures: Int, random: Double) -> Duration {
        var wait = initial
        var counted = 0
        while counted < failures, wait < max {
            wait = wait * multiplier
            counted += 1
        }
        return min(wait, max) * (1 + jitter * (2 * random - 1))
    }
}

/// How often a call is tried again when the server was UNAVAILABLE.
public struct RetryPolicy: Sendable, Hashable {
    /// Attempts in all; 1: never again.
    public var attemptsMax: Int
    public var backoff: Backoff

    public init(attemptsMax: Int, backoff: Backoff = .retry) {
        self.attemptsMax = attemptsMax
        self.backoff = backoff
    }

    /// Three attempts.
    public static let standard = RetryPolicy(attemptsMax: 3)
    /// One attempt.
    public static let never = RetryPolicy(attemptsMax: 1)
}
