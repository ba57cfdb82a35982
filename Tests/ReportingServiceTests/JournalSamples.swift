import LeadlineAPI
import Market
import ServiceHost
import SwiftProtobuf

@testable import Store

/// Rows of a journal, as services write them.
enum Sample {
    static let hour: Int64 = 3_600_000_000
    /// The full hour in which the tests run, in microseconds since 1970: leads of it have a
    /// partition.
    static let fullHour: Int64 = WallClock.system.microseconds() / hour * hour

    /// A lead that was received at this moment.
    static func lead(_ number: UInt64, atMicros: Int64 = fullHour) -> LeadID {
        LeadID(
            .version7(milliseconds: atMicros / 1_000, randomHigh: number, randomLow: number))
    }

    static func row(
        _ number: Int64, _ lead: LeadID, _ events: [WireEvent], atMicros: Int64 = fullHour,
        score: Int = 0, test: Bool = false
    ) throws -> JournalRow {
        JournalRow(
            position: JournalPosition(era: 1, transaction: 1, sequence: number), lead: lead,
            revision: Int32(number), atMicros: atMicros, entry: try entry(events),
            dimensions: number == 1
                ? nil
                : LeadDimensions(
                    seller: "acme", channel: "web", sub1: "s", score: score, test: test))
    }

    static func entry(_ events: [WireEvent]) throws -> [UInt8] {
        try WireJournalEntry.with { $0.events = events }.serializedBytes()
    }

    static func event(
        _ kind: WireEvent.OneOf_Kind, atMicros: Int64 = fullHour
    ) -> WireEvent {
        .with {
            $0.kind = kind
            $0.at = .init(microseconds: atMicros)
        }
    }

    static func received(test: Bool = false) -> WireEvent {
        event(
            .received(
                .with {
                    $0.sellerID = "acme"
                    $0.channelID = "web"
                    $0.subIds.sub1 = "s"
                    $0.test = test
                }))
    }

    static func auctioned(_ bids: [(campaign: String, WireBidOutcome, price: Int64)]) -> WireEvent {
        event(
            .auctioned(
                .with {
                    $0.groupID = "main"
                    $0.bids = bids.map { bid in
                        .with {
                            $0.buyerID = bid.campaign + "-buyer"
                            $0.result.campaignID = bid.campaign
                            $0.result.outcome = bid.1
                            if bid.price > 0 { $0.result.price = usd(bid.price) }
                        }
                    }
                }))
    }

    static func awarded(_ campaign: String, _ sale: SaleID, atMicros: Int64 = fullHour) -> WireEvent
    {
        event(
            .awarded(
                .with {
                    $0.saleID = sale.wire
                    $0.campaignID = campaign
                    $0.buyerID = campaign + "-buyer"
                    $0.groupID = "main"
                    $0.price = usd(10)
                }), atMicros: atMicros)
    }

    /// Sold for 10 USD, of which the seller gets 8.
    static func confirmed(_ campaign: String, _ sale: SaleID, atMicros: Int64 = fullHour)
        -> WireEvent
    {
        event(
            .confirmed(
                .with {
                    $0.saleID = sale.wire
                    $0.campaignID = campaign
                    $0.buyerID = campaign + "-buyer"
                    $0.price = usd(10)
                    $0.payout = usd(8)
                    $0.margin = usd(2)
                }), atMicros: atMicros)
    }

    static func finished(
        _ outcome: WireOutcome, reasons: [WireReasonCode] = [],
        stopped: [(WireReasonCode, Int32)] = []
    ) -> WireEvent {
        event(
            .finished(
                .with {
                    $0.outcome = outcome
                    $0.reasons = reasons.map { code in .with { $0.code = code } }
                    $0.candidateReasons = stopped.map { reason in
                        .with {
                            $0.code = reason.0
                            $0.count = reason.1
                        }
                    }
                }))
    }

    static func usd(_ amount: Int64) -> WireMoney {
        .with {
            $0.micros = amount * 1_000_000
            $0.currency = "USD"
        }
    }
}
