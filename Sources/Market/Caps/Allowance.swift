/// What a cap has left in one window: `used + held` never exceeds `limit` (FEATURES E5, 7.8).
///
///     free ──reserve──► held ──commit──► used
///                         └──release──► free
///
/// This is the arithmetic that the database's function repeats; tests hold the two together.
public struct Allowance: Hashable, Sendable {
    /// The most.
    public let limit: Int64
    /// Confirmed.
    public private(set) var used: Int64
    /// Reserved and not yet decided.
    public private(set) var held: Int64

    /// An allowance. A limit may have been lowered below what is in use; then nothing is free.
    public init(limit: Int64, used: Int64 = 0, held: Int64 = 0) {
        precondition(limit >= 0 && used >= 0 && held >= 0, "an allowance counts upwards from 0")
        self.limit = limit
        self.used = used
        self.held = held
    }

    /// What can still be reserved.
    public var free: Int64 { max(0, limit - used - held) }

    /// Holds as many of the wanted as are free and says how many: five wanted and three left
    /// gives three.
    public mutating func reserve(_ wanted: Int64) -> Int64 {
        precondition(wanted >= 0, "a reservation asks for something")
        let granted = min(wanted, free)
        held += granted
        return granted
    }

    /// Makes held ones used.
    public mutating func commit(_ count: Int64) {
        precondition(count >= 0 && count <= held, "only what is held can be committed")
        held -= count
        used += count
    }

    /// Gives held ones back.
    public mutating func release(_ count: Int64) {
        precondition(count >= 0 && count <= held, "only what is held can be released")
        held -= count
    }
}
