import Market
import SwiftProtobuf

/// What a step's message leaves to its record.
struct RecordContext {
    let lead: LeadID
    let channel: ChannelID
    let seed: UInt64
    let tenant: TenantID
}

extension SagaEvent {
    /// An event as a record has it. Throws a `WireError` that names the field.
    init(wire: WireDecisionStep, _ record: RecordContext) throws(WireError) {
        switch wire.kind {
        case .started(let start):
            self = .started(try SagaStart(wire: start, record))
        case .resumed(let start):
            self = .resumed(
                try SagaStart(wire: start, record),
                sales: try convert(start.sales, of: "resumed.sales") { (sale) throws(WireError) in
                    try SaleFact(wire: sale, lead: record.lead, tenant: record.tenant)
                })
        case .assessment(let facts):
            self = .assessed(
                try within("assessment") { () throws(WireError) in
                    try AssessmentFacts(wire: facts, tenant: record.tenant)
                })
        case .auction(let auction):
            self = .auctionClosed(
                try within("auction") { () throws(WireError) in
                    try AuctionClosed(wire: auction, tenant: record.tenant)
                })
        case .awarded(let award):
            self = .awardGranted(try SaleID(wire: award.saleID, "awarded.sale_id"))
        case .awardRefused(let refusal):
            self = .awardRefused(
                try SaleID(wire: refusal.saleID, "award_refused.sale_id"),
                try within("award_refused.reason") { () throws(WireError) in
                    try Reason(wire: refusal.reason)
                })
        case .answer(let ack):
            self = .answered(
                try SaleID(wire: ack.saleID, "answer.sale_id"),
                try within("answer") { () throws(WireError) in try BuyerAnswer(wire: ack) })
        case .silence(let silence):
            self = .silence(try SaleID(wire: silence.saleID, "silence.sale_id"))
        case .graceExpired(let expiry):
            self = .graceExpired(try SaleID(wire: expiry.saleID, "grace_expired.sale_id"))
        case .deadlinePassed: self = .deadlinePassed
        case nil: throw .missing("kind")
        }
    }

    /// Writes the event as a record has it: one of the kinds of a `DecisionStep`.
    func write(to out: inout MessageWriter, in market: Snapshot) {
        switch self {
        case .started(let start): out.message(10, start.wire)
        case .resumed(let start, let sales):
            var wire = start.wire
            wire.sales = sales.map { $0.wire(in: market) }
            out.message(11, wire)
        case .assessed(let facts): out.message(2, facts.wire(in: market))
        case .auctionClosed(let closed): out.auction(3, closed, in: market)
        case .awardGranted(let sale): out.message(5) { $0.text(1, sale.wire) }
        case .awardRefused(let sale, let reason):
            out.message(
                4,
                WireAwardRefused.with {
                    $0.saleID = sale.wire
                    $0.reason = reason.wire
                })
        case .answered(let sale, let answer): out.message(6, answer.wire(sale: sale))
        case .silence(let sale): out.message(7) { $0.text(1, sale.wire) }
        case .graceExpired(let sale): out.message(8) { $0.text(1, sale.wire) }
        case .deadlinePassed: out.message(9, WireDeadlinePassed())
        }
    }
}

extension SagaStart {
    fileprivate init(wire: WireDecisionStart, _ record: RecordContext) throws(WireError) {
        self.init(
            lead: record.lead, channel: record.channel, seed: record.seed,
            minPayout: try optionalMoney(
                wire.minPayout, isSet: wire.hasMinPayout, "started.min_payout"),
            deadlineMicros: try micros(
                wire.deadline, isSet: wire.hasDeadline, "started.deadline"),
            generation: wire.leaseEpoch, test: wire.test)
    }

    fileprivate var wire: WireDecisionStart {
        var wire = WireDecisionStart()
        wire.deadline = Google_Protobuf_Timestamp(microseconds: deadlineMicros)
        wire.leaseEpoch = generation
        if let minPayout { wire.minPayout = minPayout.wire }
        wire.test = test
        return wire
    }
}
