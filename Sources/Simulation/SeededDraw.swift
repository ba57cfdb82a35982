/// Draws that follow from a seed and a name alone: the same ping gets the same answer whatever
/// came before it, so a run can be repeated although messages interleave differently.
struct SeededDraw {
    private var state: UInt64

    init(seed: UInt64, _ names: String...) {
        // FNV-1a over the names, then SplitMix64: well mixed, and without any library.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ seed
        for name in names {
            for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            hash = (hash ^ 0xff) &* 0x0000_0100_0000_01b3
        }
        state = hash
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A whole number in a range.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    /// True in so many of a thousand draws.
    mutating func chance(perMille: Int) -> Bool { number(0...999) < perMille }
}
