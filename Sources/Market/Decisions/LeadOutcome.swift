/// Where a lead stands, as its seller is told. A terminal outcome never changes.
/// The numbers are those of `leadline.v1.Outcome`.
public enum LeadOutcome: Int, Hashable, Sendable, CaseIterable {
    /// Still being worked on: the only outcome that isn't terminal.
    case pending = 1
    /// Sold, at least once.
    case sold = 2
    /// Offered, and nobody bought it.
    case unsold = 3
    /// Refused at the door.
    case rejected = 4
    /// Known already.
    case duplicate = 5
    /// Kept without being routed.
    case stored = 7
    /// Failed inside the exchange; it is kept, and safe to ask for.
    case error = 9

    /// Whether it never changes again.
    public var isTerminal: Bool { self != .pending }
}
