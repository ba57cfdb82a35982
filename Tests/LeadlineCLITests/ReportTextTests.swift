import LeadlineAPI
import Testing

@testable import LeadlineCLI

/// Reports and explanations as people and programs read them.
@Suite struct ReportTextTests {
    private func usd(_ cents: Int64) -> WireMoney {
        .with {
            $0.micros = cents * 10_000
            $0.currency = "USD"
        }
    }

    private var byBuyer: WireQueryReply {
        let anna = WireMeasures.with {
            $0.pings = 1_200
            $0.bids = 3
            $0.bidSum = [usd(4_001)]
            $0.confirmedSales = 2
            $0.revenue = [usd(2_550)]
        }
        return .with {
            $0.rows = [
                .with {
                    $0.keys = ["anna"]
                    $0.measures = anna
                },
                .with {
                    $0.keys = ["b"]
                    $0.measures.pings = 7
                },
            ]
            $0.total = anna
            $0.total.pings = 1_207
        }
    }

    @Test func columnsThatAreZeroEverywhereAreLeftOut() {
        #expect(
            ReportText.lines(byBuyer, by: [.buyer]) == [
                "buyer  pings  bids  confirmed  average bid  buyers pay",
                "anna   1,200     3          2    13.34 USD   25.50 USD",
                "b          7     0          0                     0.00",
                "total  1,207     3          2    13.34 USD   25.50 USD",
            ])
    }

    @Test func withoutAGroupItIsTheFunnel() {
        let lines = ReportText.lines(
            .with {
                $0.total.received = 4
                $0.total.sold = 3
                $0.total.unsold = 1
                $0.total.revenue = [usd(3_000)]
                $0.lagEntries = 12
            }, by: [])
        #expect(lines.contains { $0.contains("sold") && $0.contains("75.0 %") })
        #expect(lines.contains { $0.contains("buyers pay") && $0.contains("30.00 USD") })
        #expect(!lines.contains { $0.contains("pending") })
        #expect(lines.last == "12 journal entries aren't counted yet.")
    }

    @Test func nothingIsSaidInWords() {
        #expect(ReportText.lines(.init(), by: [.day]) == ["Nothing was counted in this period."])
    }

    @Test func programsGetNumbers() throws {
        let text = try JSONText.of(ReportJSON(byBuyer, by: [.buyer]))
        #expect(text.contains("\"keys\":{\"buyer\":\"anna\"}"))
        #expect(text.contains("\"pings\":1207"))
        #expect(text.contains("\"revenue_micros\":{\"USD\":25500000}"))
        #expect(text.contains("\"lag_entries\":0"))
    }

    @Test func anExplanationShowsEveryCandidate() {
        let lines = ExplanationText.lines(
            .with {
                $0.leadID = "the-lead"
                $0.outcome = .sold
                $0.marketVersion = 3
                $0.score = 7
                $0.contributions = [
                    .with {
                        $0.criterionID = "homeowner"
                        $0.millionths = 200_000
                    }
                ]
                $0.sales = [
                    .with {
                        $0.campaignID = "a"
                        $0.buyerID = "anna"
                        $0.state = .confirmed
                        $0.price = usd(1_250)
                        $0.payout = usd(1_000)
                        $0.margin = usd(250)
                    }
                ]
                $0.candidates = [
                    .with {
                        $0.campaignID = "a"
                        $0.eligible = true
                        $0.bidOutcome = .bid
                        $0.price = usd(1_250)
                        $0.rank = 1
                        $0.reasons = [.with { $0.code = .pAccepted }]
                    },
                    .with {
                        $0.campaignID = "b"
                        $0.reasons = [.with { $0.code = .eCapSold }]
                        $0.wouldHaveWonIf = "its cap had room"
                    },
                ]
                $0.replayAgrees = true
            })
        let text = lines.joined(separator: "\n")
        #expect(text.contains("score    7: homeowner +0.20"))
        #expect(text.contains("sale     confirmed to anna (a) for 12.50 USD"))
        #expect(
            lines.suffix(6) == [
                "candidate  rank  bid              price  payout  took",
                "a             1  bid          12.50 USD",
                "    P_ACCEPTED",
                "b                not offered",
                "    E_CAP_SOLD",
                "    would have won if its cap had room",
            ])
        #expect(!text.contains("DON'T GIVE"))
    }

    @Test func aTimelineHasALineAnEvent() {
        let lines = TimelineText.lines(
            .with {
                $0.leadID = "the-lead"
                $0.outcome = .unsold
                $0.entries = [
                    .with {
                        $0.revision = 1
                        $0.events = [
                            .with {
                                $0.at.seconds = 60
                                $0.received.sellerID = "acme"
                                $0.received.channelID = "web"
                            }
                        ]
                    }
                ]
            })
        #expect(
            lines == [
                "lead the-lead: unsold", "  1  1970-01-01T00:01:00Z  received from acme on web",
            ])
    }
}
