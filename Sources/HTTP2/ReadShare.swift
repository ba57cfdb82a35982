/// How many bytes of a connection are read in one turn, and whether the other connections go first:
/// what an innocent neighbour waits for is what one read of somebody else's can cost.
///
///     new ──a read that was full──► twice as much, up to the limit
///      ▲ │                             │
///      │ └──────────strained───────────┴──► little, and last in its turn
///      └──────────────at ease again─────────────┘
///
/// Strained is who comes near a limit of `AbuseGuard`, or doesn't take its answers. An attacker
/// needs no more than a small read for that, and is new whenever it connects again.
struct ReadShare {
    private let limits: HTTP2Limits
    private(set) var bytes: Int
    private(set) var goesLast = false

    init(_ limits: HTTP2Limits) {
        self.limits = limits
        bytes = limits.readBytesAtFirst
    }

    /// So many bytes were read, and this is what came of them.
    mutating func didRead(_ count: Int, isStrained: Bool) {
        if isStrained {
            bytes = limits.readBytesStrained
        } else if goesLast {
            bytes = limits.readBytesAtFirst
        } else if count == bytes {
            bytes = min(2 * bytes, limits.readBytesPerTurn)
        }
        goesLast = isStrained
    }
}
