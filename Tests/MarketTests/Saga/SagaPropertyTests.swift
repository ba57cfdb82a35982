import Foundation
import Market
import Testing

/// Random markets, bids, answers, silences, full caps and crashes: whatever happens, the books
/// hold (FEATURES section 6, invariants).
///
/// `WORLDS` says how many a seed; `make worlds` tries a million.
@Suite struct SagaPropertyTests {
    static let worlds = ProcessInfo.processInfo.environment["WORLDS"].flatMap(Int.init) ?? 150

    @Test(arguments: [61, 62, 63, 64] as [UInt64])
    func anyWayEndsWithTheBooksInOrder(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for round in 0..<Self.worlds {
            var world = try RandomWorld(&random)
            try world.run(&random)
            world.check("seed \(seed) round \(round)")
        }
    }

    @Test(arguments: [71, 72] as [UInt64])
    func replayGivesTheSameActionsAndAReasonForEverybody(_ seed: UInt64) throws {
        let facts = FilterBench.facts(["state": .text("CA")])
        var random = SplitMix(seed: seed)
        for round in 0..<Self.worlds {
            var world = try RandomWorld(&random)
            try world.run(&random)
            let place: Comment = "seed \(seed) round \(round)"
            let record = DecisionRecord(world.saga, steps: world.steps)
            let replay = try record.replay(in: world.market)
            #expect(replay.actions == world.history, place)
            #expect(replay.saga == world.saga, place)
            #expect(replay.agrees, place)
            let explanation = try record.explain(facts, in: world.market)
            #expect(explanation.candidates.count == world.market.campaigns.count, place)
            let unexplained = explanation.candidates.filter(\.reasons.isEmpty)
            #expect(unexplained.isEmpty, place)
        }
    }
}

/// A database, buyers and an owner that may crash between any two steps.
struct RandomWorld {
    let market: Snapshot
    var saga = LeadSaga()
    var steps: [DecisionStep] = []
    var history: [[SagaAction]] = []
    /// What a successor finds: committed with the step that said so.
    var sales: [SaleFact] = []
    var postings: [Posting] = []
    var results: [LeadResult] = []
    var nowMicros: Int64 = 0
    var generation: Int64 = 0
    let minimum: Money

    init(_ random: inout SplitMix) throws {
        minimum = try Money(minorUnits: random.number(0...1000), currency: .usd)
        var text = "margin \(random.index(40)) % of price\n"
        text += "minimum \(Decimal.text(micros: minimum.micros))\n"
        for group in 0...random.index(3) {
            let strategy = random.pick(["highest_bid", "waterfall"])
            text += "group g\(group) \(strategy)\(random.oneIn(4) ? " end" : "")\n"
            for campaign in 0...random.index(4) {
                let price = random.oneIn(3) ? "fixed \(random.number(1...30)).00" : "live"
                let policy = random.oneIn(4) ? " grace=50 end" : " grace=50"
                text += "c\(group)\(campaign) buyer=b\(random.index(6)) \(price)\(policy)\n"
            }
        }
        market = try TestMarket.snapshot(text)
    }

    mutating func run(_ random: inout SplitMix) throws {
        var pending = try apply(.started(start))
        while let action = pending.first {
            if random.oneIn(12) {
                // The owner dies; what its last step committed is all that is left.
                saga = LeadSaga()
                steps = []
                history = []
                generation += 1
                pending = try apply(.resumed(start, sales: sales))
                continue
            }
            pending.removeFirst()
            nowMicros += random.number(1...400_000)
            if random.oneIn(30), saga.stage != .finished { _ = try apply(.deadlinePassed) }
            pending += try apply(event(after: action, &random))
        }
    }

    private var start: SagaStart {
        SagaStart(
            lead: TestMarket.lead, channel: TestMarket.channelID, seed: 9,
            deadlineMicros: 20_000_000, generation: generation)
    }

    private func event(after action: SagaAction, _ random: inout SplitMix) -> SagaEvent {
        switch action {
        case .assess:
            let survivors = market.campaigns.map(\.id).filter { _ in !random.oneIn(4) }
            return .assessed(
                AssessmentFacts(
                    marketVersion: 1, score: 0, rejections: [], survivors: survivors))
        case .openAuction(let request):
            let responses = request.candidates.map { candidate in
                BidResponse(candidate.campaign, outcome(&random))
            }
            return .auctionClosed(AuctionClosed(ping: request.ping, responses: responses))
        case .award(let award):
            return random.oneIn(6)
                ? .awardRefused(award.sale, Reason(.capSold)) : .awardGranted(award.sale)
        case .deliver(let award):
            let state = sales.last { $0.award.sale == award.sale }?.state
            if random.oneIn(4) {
                return state == .unknown ? .graceExpired(award.sale) : .silence(award.sale)
            }
            return .answered(award.sale, answer(&random))
        case .markUnknown(let award, _):
            return random.oneIn(2)
                ? .graceExpired(award.sale) : .answered(award.sale, answer(&random))
        default: preconditionFailure("\(action) has no answer")
        }
    }

    private func outcome(_ random: inout SplitMix) -> BidOutcome {
        switch random.index(6) {
        case 0: .noBid(code: "")
        case 1: .timeout
        default:
            .bid(Bid(price: Money(micros: random.number(-1...30) * 1_000_000, currency: .usd)))
        }
    }

    private func answer(_ random: inout SplitMix) -> BuyerAnswer {
        switch random.index(4) {
        case 0: .rejected(code: "")
        case 1: .duplicate
        default: .accepted(reference: "")
        }
    }

    /// Takes a step, commits what it says, and gives the actions that will be answered.
    private mutating func apply(_ event: SagaEvent) throws -> [SagaAction] {
        let actions = try saga.step(event, atMicros: nowMicros, market: market)
        steps.append(DecisionStep(atMicros: nowMicros, event))
        history.append(actions)
        if case .awardGranted = event, let sale = saga.sales.last {
            sales.append(SaleFact(award: sale.award, state: .awarded))
        }
        var open: [SagaAction] = []
        for action in actions {
            switch action {
            case .confirm(let award, let posting, _):
                set(award, .confirmed)
                if let posting { postings.append(posting) }
            case .reject(let award, _): set(award, .rejected)
            case .void(let award, _): set(award, .voided)
            case .markUnknown(let award, _):
                set(award, .unknown)
                open.append(action)
            case .finish(let result): results.append(result)
            case .noteLateAnswer: break
            case .assess, .openAuction, .award, .deliver: open.append(action)
            }
        }
        return open
    }

    private mutating func set(_ award: Award, _ state: SaleState) {
        let index = sales.firstIndex { $0.award.sale == award.sale }!
        precondition(sales[index].state.isOpen, "a settled sale is settled")
        sales[index] = SaleFact(award: award, state: state, graceUntilMicros: nowMicros)
    }

    func check(_ place: Comment) {
        let sold = sales.filter { $0.state == .confirmed }
        #expect(saga.stage == .finished, place)
        #expect(results.last?.outcome == (sold.isEmpty ? .unsold : .sold), place)
        #expect(sold.count <= 1, place)
        #expect(sales.allSatisfy { !$0.state.isOpen }, place)
        #expect(Set(sales.map(\.award.sale)).count == sales.count, place)
        #expect(Set(sales.map(\.award.buyer)).count == sales.count, place)
        #expect(postings.map(\.sale) == sold.map(\.award.sale), place)
        #expect(postings.map(\.debit) == sold.map(\.award.split.price), place)
        #expect(results.last?.payout == sold.first?.award.split.payout, place)
        for sale in sales {
            #expect(sale.award.split.payout.micros >= minimum.micros, place)
            #expect(sale.award.split.margin.micros >= 0, place)
        }
        // Everybody who named a price and wasn't awarded hears of it, once.
        let losers = results.last?.losses.map(\.campaign) ?? []
        #expect(Set(losers).count == losers.count, place)
        #expect(!losers.contains { loser in sold.contains { $0.award.campaign == loser } }, place)
    }
}
