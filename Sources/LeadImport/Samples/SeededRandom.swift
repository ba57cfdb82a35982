/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and the same everywhere for one seed. For
/// samples and simulations; nothing secret comes from it.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The sequence of a seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// The sequence of the `index`th thing under a seed, so that any of them can be made alone.
    public init(seed: UInt64, index: Int) {
        var mixed = SeededRandom(seed: seed ^ UInt64(bitPattern: Int64(index)))
        state = mixed.next() &+ UInt64(bitPattern: Int64(index)) &* 0x9E37_79B9_7F4A_7C15
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// One of several, each as likely as its weight says.
    public mutating func pick<Value>(_ choices: [(weight: Int, value: Value)]) -> Value {
        precondition(!choices.isEmpty, "a choice needs something to choose from")
        let total = choices.reduce(0) { $0 + $1.weight }
        var place = Int.random(in: 0..<total, using: &self)
        for choice in choices {
            place -= choice.weight
            if place < 0 { return choice.value }
        }
        return choices[choices.count - 1].value
    }

    /// True this often in a hundred.
    public mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }
}
