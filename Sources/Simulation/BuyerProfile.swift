/// How one simulated buyer behaves. Shares are in so many of a thousand.
struct BuyerProfile: Hashable, Sendable {
    /// Pings that it refuses to bid on.
    var noBid: Int
    /// Bids that break a rule.
    var invalid: Int
    /// Pings that it answers much too late.
    var late: Int
    /// Pings that it never answers.
    var mute: Int
    /// Awards that it declines.
    var decline: Int
    /// Awards that it calls duplicates.
    var duplicate: Int
    /// Awards that it doesn't answer the first time.
    var silence: Int
    /// Of those, awards that it never answers.
    var deaf: Int
    /// Pings after which its stream breaks.
    var disconnect: Int
    /// The usual time to answer a ping, in milliseconds.
    var latencyMilliseconds: ClosedRange<Int>
    /// Its usual price, in minor units.
    var price: ClosedRange<Int>

    /// Bids on everything at once, and accepts everything: for benchmarks.
    static let immediate = BuyerProfile(
        noBid: 0, invalid: 0, late: 0, mute: 0, decline: 0, duplicate: 0, silence: 0, deaf: 0,
        disconnect: 0, latencyMilliseconds: 0...0, price: 800...1_900)

    /// Takes every ping, and answers none.
    static let silent = BuyerProfile(
        noBid: 0, invalid: 0, late: 0, mute: 1_000, decline: 0, duplicate: 0, silence: 0, deaf: 0,
        disconnect: 0, latencyMilliseconds: 0...0, price: 1...1)

    /// A buyer of its own character, which follows from the seed and its name.
    static func drawn(seed: UInt64, buyer: String) -> BuyerProfile {
        var draw = SeededDraw(seed: seed, "profile", buyer)
        let fastest = draw.number(1...8)
        let cheapest = draw.number(450...1_000)
        return BuyerProfile(
            noBid: draw.number(40...220), invalid: 3, late: draw.number(2...8), mute: 3,
            decline: draw.number(20...80), duplicate: draw.number(5...20), silence: 5, deaf: 400,
            disconnect: 1, latencyMilliseconds: fastest...(fastest + draw.number(5...40)),
            price: cheapest...(cheapest + draw.number(300...1_100)))
    }
}
