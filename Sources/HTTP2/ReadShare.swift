/// How many bytes of a connection are read in one turn, and whether the other connections go first:
/// what an innocent neighbour waits for is what one read of somebody else's can cost.
///
///     little ──a read that was full──► twice as much ──► … ──► the limit
///        ▲                                  │                     │
///        └──────────────────────────────strained──────────────────┘
///
/// Strained is who comes near a limit of `AbuseGuard`, or doesn't take its answers. An attacker
/// needs no more than a small read for that, and is new whenever it connects again. Who is strained
/// is read last in a turn, and so is who has more to say than one read takes: a few calls don't
/// wait for somebody's thousands.
struct ReadShare {
    private let limits: HTTP2Limits
    private(set) var bytes: Int
    private(set) var goesLast = false
    private var wasFull = false

    init(_ limits: HTTP2Limits) {
        self.limits = limits
        bytes = limits.readBytesAtFirst
    }

    /// There is something to read.
    mutating func willRead(isStrained: Bool) {
        if isStrained {
            bytes = limits.readBytesAtFirst
        } else if wasFull {
            bytes = min(2 * bytes, limits.readBytesPerTurn)
        }
        goesLast = isStrained || wasFull
        wasFull = false
    }

    /// So many bytes came of it.
    mutating func didRead(_ count: Int) {
        wasFull = count == bytes
    }
}
