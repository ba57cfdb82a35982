import Reactor

/// How often something may happen: `burst` times at once, and `perSecond` in the long run.
public struct RateLimit: Hashable, Sendable {
    public var burst: Int
    public var perSecond: Int

    public init(burst: Int, perSecond: Int) {
        self.burst = burst
        self.perSecond = perSecond
    }
}

/// A bucket that refills with time and loses a token for each event.
struct TokenBucket {
    private static let tokenMicros: Int64 = 1_000_000
    /// A burst of more than this part of the limit is no longer what everybody does.
    private static let strainedPart: Int64 = 64
    private let limit: RateLimit
    /// In millionths of a token, so that a microsecond's refill is a whole number.
    private var level: Int64
    private var refilled: MonotonicTime

    init(_ limit: RateLimit, now: MonotonicTime) {
        self.limit = limit
        level = Int64(limit.burst) * Self.tokenMicros
        refilled = now
    }

    /// False when there have been too many.
    mutating func take(_ now: MonotonicTime) -> Bool {
        if level < Self.tokenMicros { refill(now) }
        guard level >= Self.tokenMicros else { return false }
        level -= Self.tokenMicros
        return true
    }

    /// More than a small part is missing.
    mutating func isStrained(_ now: MonotonicTime) -> Bool {
        let strained = full - full / Self.strainedPart
        if level < strained { refill(now) }
        return level < strained
    }

    private var full: Int64 { Int64(limit.burst) * Self.tokenMicros }

    private mutating func refill(_ now: MonotonicTime) {
        let elapsed = max(0, (now - refilled).count)
        let (gained, overflow) = elapsed.multipliedReportingOverflow(by: Int64(limit.perSecond))
        level = overflow ? full : min(full, level + min(full, gained))
        refilled = now
    }
}
