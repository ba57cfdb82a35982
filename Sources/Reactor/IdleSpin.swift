/// Whether a loop without work keeps looking for some before it goes to sleep.
///
///     asleep at once ──a wait shorter than `limit`──► awake for `limit` first
///                    ◄──a longer one────────────────
///
/// Waking a core that sleeps takes longer than most calls. Who asks again right after an answer,
/// one call at a time, shouldn't pay for that each time; so a short wait makes the next one begin
/// awake. An idle loop does that once, for `limit`, and a busy loop never waits.
struct IdleSpin {
    let limit: Microseconds
    private var isWorthwhile = false

    init(limit: Microseconds) { self.limit = limit }

    /// How long to stay awake in a wait of `timeout` at most (nil: for ever).
    func length(within timeout: Microseconds?) -> Microseconds {
        guard isWorthwhile, timeout.map({ $0 > limit }) ?? true else { return 0 }
        return limit
    }

    mutating func didWait(_ length: Microseconds) { isWorthwhile = length < limit }
}
