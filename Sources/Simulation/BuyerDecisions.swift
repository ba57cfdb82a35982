import LeadlineAPI

/// What a simulated buyer answers. Pure: everything follows from the seed, the buyer and the id of
/// what is answered.
struct BuyerDecisions: Sendable {
    let seed: UInt64
    let buyer: String
    let profile: BuyerProfile

    /// An answer and when it is given.
    struct Answer: Sendable {
        var message: WireBuyerMessage?
        var delayMilliseconds: Int
        var breaksStream = false
    }

    /// What it makes of a ping.
    func answer(_ ping: WirePing) -> Answer {
        var draw = SeededDraw(seed: seed, buyer, ping.campaignID, ping.pingID)
        var delay = draw.number(profile.latencyMilliseconds)
        if draw.chance(perMille: profile.late) { delay = Int(ping.tmaxMs) + 50 }
        if draw.chance(perMille: profile.disconnect) {
            return Answer(delayMilliseconds: delay, breaksStream: true)
        }
        if draw.chance(perMille: profile.mute) { return Answer(delayMilliseconds: 0) }
        guard !draw.chance(perMille: profile.noBid) else {
            return Answer(message: .noBid(ping, "NOT_INTERESTED"), delayMilliseconds: delay)
        }
        var price = Int64(draw.number(profile.price)) * 10_000
        if ping.score > 0 { price = price * Int64(60 + 8 * ping.score) / 100 }
        price -= price % 10_000
        if ping.hasFloor, price < ping.floor.micros {
            return Answer(message: .noBid(ping, "FLOOR_TOO_HIGH"), delayMilliseconds: delay)
        }
        if draw.chance(perMille: profile.invalid) { price = -price }
        return Answer(message: .bid(ping, micros: price), delayMilliseconds: delay)
    }

    /// What it makes of an award. Nil is silence.
    func answer(_ award: WireAward) -> WireBuyerMessage? {
        var draw = SeededDraw(seed: seed, buyer, award.saleID)
        if draw.chance(perMille: profile.silence) {
            if draw.chance(perMille: profile.deaf) || award.redelivery == 0 { return nil }
        }
        if draw.chance(perMille: profile.decline) {
            return .ack(award, .rejected, "NO_BUDGET")
        }
        if draw.chance(perMille: profile.duplicate) {
            return .ack(award, .duplicate, "KNOWN")
        }
        return .ack(award, .accepted, "")
    }
}

extension WireBuyerMessage {
    fileprivate static func noBid(_ ping: WirePing, _ code: String) -> WireBuyerMessage {
        .with {
            $0.noBid.pingID = ping.pingID
            $0.noBid.campaignID = ping.campaignID
            $0.noBid.code = code
        }
    }

    fileprivate static func bid(_ ping: WirePing, micros: Int64) -> WireBuyerMessage {
        .with {
            $0.bid.pingID = ping.pingID
            $0.bid.campaignID = ping.campaignID
            $0.bid.price.micros = micros
            $0.bid.price.currency = ping.currency
            $0.bid.bidRef = String(ping.pingID.suffix(12))
        }
    }

    fileprivate static func ack(
        _ award: WireAward, _ answer: WireAwardAnswer, _ code: String
    ) -> WireBuyerMessage {
        .with {
            $0.awardAck.saleID = award.saleID
            $0.awardAck.answer = answer
            $0.awardAck.code = code
            if answer == .accepted {
                $0.awardAck.buyerReference = "CRM-" + award.saleID.suffix(8)
            }
        }
    }
}
