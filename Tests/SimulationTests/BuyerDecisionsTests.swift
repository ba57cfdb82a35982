import LeadlineAPI
import Testing

@testable import Simulation

@Suite struct BuyerDecisionsTests {
    let decisions = BuyerDecisions(
        seed: 7, buyer: "acorn", profile: .drawn(seed: 7, buyer: "acorn"))

    func ping(_ number: Int) -> WirePing {
        .with {
            $0.pingID = "ping-\(number)"
            $0.campaignID = "campaign"
            $0.currency = "USD"
            $0.score = 5
            $0.tmaxMs = 500
        }
    }

    @Test func theSameSeedAnswersTheSame() {
        for number in 0..<500 {
            let first = decisions.answer(ping(number))
            let second = decisions.answer(ping(number))
            #expect(first.message == second.message)
            #expect(first.delayMilliseconds == second.delayMilliseconds)
        }
    }

    @Test func anotherSeedAnswersDifferently() {
        let other = BuyerDecisions(seed: 8, buyer: "acorn", profile: decisions.profile)
        let differing = (0..<500).filter { number in
            decisions.answer(ping(number)).message != other.answer(ping(number)).message
        }
        #expect(differing.count > 250)
    }

    @Test func bidsAreWholeMinorUnitsInThePingsCurrency() {
        var bids = 0
        for number in 0..<500 {
            guard case .bid(let bid)? = decisions.answer(ping(number)).message?.kind,
                bid.price.micros > 0
            else { continue }
            bids += 1
            #expect(bid.price.micros % 10_000 == 0)
            #expect(bid.price.currency == "USD")
        }
        #expect(bids > 250)
    }

    @Test func someAwardsAreAcceptedAndSomeAreNot() {
        var answers: [WireAwardAnswer: Int] = [:]
        for number in 0..<2_000 {
            let award = WireAward.with { $0.saleID = "sale-\(number)" }
            answers[decisions.answer(award)?.awardAck.answer ?? .unspecified, default: 0] += 1
        }
        #expect(answers[.accepted, default: 0] > 1_500)
        #expect(answers[.rejected, default: 0] > 10)
        #expect(answers[.unspecified, default: 0] > 0)
    }

    @Test func silentBuyersAnswerNoPing() {
        let silent = BuyerDecisions(seed: 1, buyer: "acorn", profile: .silent)
        for number in 0..<200 {
            let answer = silent.answer(ping(number))
            #expect(answer.message == nil && !answer.breaksStream)
        }
    }

    @Test func immediateBuyersBidAtOnceAndAccept() {
        let immediate = BuyerDecisions(seed: 1, buyer: "acorn", profile: .immediate)
        for number in 0..<200 {
            let answer = immediate.answer(ping(number))
            #expect(answer.delayMilliseconds == 0)
            guard case .bid? = answer.message?.kind else {
                Issue.record("ping \(number) got no bid")
                continue
            }
            let award = WireAward.with { $0.saleID = "sale-\(number)" }
            #expect(immediate.answer(award)?.awardAck.answer == .accepted)
        }
    }
}
