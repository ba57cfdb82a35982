import Market

/// A lead's way as a text that anybody can read: lines that begin with ">" are what happens, the
/// others what the exchange does about it. A test gives a whole transcript; what happens in it
/// is played, and what the exchange does must read the same.
///
///     > started
///     assess
///     > assessed acme brix
///     auction main: acme from 11.77, brix from 11.77; 500 ms
///     > bids acme 20.00, brix none BUSY
///     award acme: buyer 20.00, seller 17.00, exchange 3.00
///
/// A word "at 700" before an event moves the clock to 700 ms.
struct Transcript {
    let market: Snapshot
    var saga = LeadSaga()
    var steps: [DecisionStep] = []
    var actions: [SagaAction] = []
    var database: [SaleFact] = []
    var nowMicros: Int64 = 0
    var lastServed: [LastServed] = []
    var start = SagaStart(
        lead: TestMarket.lead, channel: TestMarket.channelID, seed: 7, deadlineMicros: 5_000_000)

    init(_ market: Snapshot) {
        self.market = market
    }

    /// Plays the events of a transcript and gives what really happened in the same form.
    mutating func play(_ text: String) throws -> String {
        var lines: [String] = []
        for line in text.split(separator: "\n") where line.hasPrefix(">") {
            lines.append(String(line))
            var words = line.dropFirst().split(separator: " ").map(String.init)
            if words.first == "at" {
                nowMicros = Int64(words[1])! * 1000
                words.removeFirst(2)
            }
            let event = event(words)
            do throws(SagaError) {
                actions = try saga.step(event, atMicros: nowMicros, market: market)
                steps.append(DecisionStep(atMicros: nowMicros, event))
                lines += actions.flatMap(describe)
            } catch {
                lines.append("refused: \(error)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private func event(_ words: [String]) -> SagaEvent {
        let rest = words.dropFirst().joined(separator: " ")
        switch words[0] {
        case "started": return .started(start)
        case "resumed": return .resumed(start, sales: database)
        case "assessed": return .assessed(assessment(rest))
        case "rejected-at-the-door":
            return .assessed(
                AssessmentFacts(
                    marketVersion: market.version, score: 0,
                    rejections: [Reason(.quality, .subject(rest))], survivors: []))
        case "bids": return .auctionClosed(bids(rest))
        case "granted": return .awardGranted(currentSale)
        case "refused":
            return .awardRefused(currentSale, Reason(ReasonCode(name: rest)!))
        case "silence": return .silence(currentSale)
        case "grace-over": return .graceExpired(currentSale)
        case "deadline": return .deadlinePassed
        default: return .answered(answeredSale(words), answer(words))
        }
    }

    /// The sale that is being awarded, delivered or asked about, or else the last.
    private var currentSale: SaleID {
        switch saga.stage {
        case .awarding(let award): award.sale
        case .delivering(let sale), .silent(let sale): sale
        default: saga.sales.last?.award.sale ?? SaleID(.zero)
        }
    }

    /// "accepts acme", or "accepts" for the current sale.
    private func answeredSale(_ words: [String]) -> SaleID {
        let campaigns = words.dropFirst().map(TestMarket.campaignID)
        return saga.sales.last { campaigns.contains($0.award.campaign) }?.award.sale ?? currentSale
    }

    private func answer(_ words: [String]) -> BuyerAnswer {
        switch words[0] {
        case "accepts": .accepted(reference: "ref")
        case "duplicate": .duplicate
        case "counters": .counter(TestMarket.usd(words[1]))
        case "fails": .error(code: "500")
        default: .rejected(code: "BAD")
        }
    }

    private func assessment(_ text: String) -> AssessmentFacts {
        var survivors: [CampaignID] = []
        var exhausted: [CampaignRefusal] = []
        for word in text.split(separator: " ").map(String.init) {
            // "acme(E_CAP_SOLD)" survived the filters and ran out of its cap.
            let parts = word.split(separator: "(")
            let campaign = TestMarket.campaignID(String(parts[0]))
            survivors.append(campaign)
            if parts.count > 1 {
                let code = ReasonCode(name: String(parts[1].dropLast()))!
                exhausted.append(CampaignRefusal(campaign, Reason(code)))
            }
        }
        return AssessmentFacts(
            marketVersion: market.version, score: 6, rejections: [], survivors: survivors,
            exhausted: exhausted, lastServed: lastServed)
    }

    private func bids(_ text: String) -> AuctionClosed {
        var responses: [BidResponse] = []
        for part in text.split(separator: ",") {
            let words = part.split(separator: " ").map(String.init)
            let outcome: BidOutcome =
                switch words[1] {
                case "none": .noBid(code: words.count > 2 ? words[2] : "")
                case "timeout": .timeout
                case "late": .late(price: TestMarket.usd(words[2]))
                case "invalid": .invalid(message: "garbage", price: nil)
                case "unreachable": .transport
                default:
                    .bid(
                        Bid(
                            price: TestMarket.usd(words[1]),
                            expiresAtMicros: words.count > 3 ? Int64(words[3])! * 1000 : nil))
                }
            responses.append(BidResponse(TestMarket.campaignID(words[0]), outcome))
        }
        return AuctionClosed(
            ping: saga.rounds.last?.ping ?? PingID(.zero), responses: responses)
    }
}
