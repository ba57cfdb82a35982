/// How many bytes of a connection are read in one turn, and whether the other connections go first:
/// what an innocent neighbour waits for is what one read of somebody else's can cost.
///
///     little ──a read that was full──► twice as much ──► … ──► the limit
///        ▲                                  │                     │
///        └──────────────────────────────strained──────────────────┘
///
/// Strained is who comes near a limit of `AbuseGuard`, or doesn't take its answers. For an attack a
/// little read is enough to be found out, and an attacker is new whenever it connects again. Who is
/// strained is read last in a turn, and so is who has more to say than the largest read takes: a
/// few calls don't wait for somebody's thousands.
///
/// Over TLS what is read is as much, but is handled a record at a time, of up to 16 KiB.
struct ReadShare {
    private let least: Int
    private let most: Int
    private(set) var bytes: Int
    private(set) var goesLast = false
    private var wasFull = false

    init(_ limits: HTTP2Limits) {
        most = limits.readBytesPerTurn
        least = min(limits.readBytesAtFirst, most)
        bytes = least
    }

    /// There is something to read.
    mutating func willRead(isStrained: Bool) {
        goesLast = isStrained || wasFull && bytes == most
        if isStrained {
            bytes = least
        } else if wasFull {
            bytes = min(2 * bytes, most)
        }
        wasFull = false
    }

    /// It was read; whether all came that may.
    mutating func didRead(wasFull: Bool) {
        self.wasFull = wasFull
    }
}
