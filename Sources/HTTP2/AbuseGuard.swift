import Reactor

/// Counts what costs us more than the peer. Each method is false when that was one too many.
struct AbuseGuard {
    private var peerResets: TokenBucket
    private var provokedResets: TokenBucket
    private var controlFrames: TokenBucket
    private var strayHeaders: TokenBucket

    init(limits: HTTP2Limits, now: MonotonicTime) {
        peerResets = TokenBucket(limits.peerResets, now: now)
        provokedResets = TokenBucket(limits.provokedResets, now: now)
        controlFrames = TokenBucket(limits.controlFrames, now: now)
        strayHeaders = TokenBucket(limits.strayHeaders, now: now)
    }

    /// The peer did a good part of what it may do at once. (Mutating, because time is given back.)
    mutating func isStrained(_ now: MonotonicTime) -> Bool {
        peerResets.isStrained(now) || provokedResets.isStrained(now)
            || controlFrames.isStrained(now) || strayHeaders.isStrained(now)
    }

    /// The peer opened a stream and took it back (CVE-2023-44487).
    mutating func allowsPeerReset(_ now: MonotonicTime) -> Bool { peerResets.take(now) }

    /// The peer made us reset a stream: it no longer counts as open, but may still cost work
    /// (CVE-2025-8671).
    mutating func allowsProvokedReset(_ now: MonotonicTime) -> Bool { provokedResets.take(now) }

    /// A frame that carries nothing (CVE-2019-9512, 9515, 9518).
    mutating func allowsControlFrame(_ now: MonotonicTime) -> Bool { controlFrames.take(now) }

    /// HEADERS of a stream that has ended.
    mutating func allowsStrayHeaders(_ now: MonotonicTime) -> Bool { strayHeaders.take(now) }
}
