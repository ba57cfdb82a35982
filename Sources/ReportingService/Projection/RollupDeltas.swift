import GRPC
import LeadlineAPI
import Market
import Store
import SwiftProtobuf

/// Where a campaign belongs: events name the campaign alone where they can.
struct CampaignPlace: Sendable, Hashable {
    /// Its buyer.
    var buyer = ""
    /// Its group of the ping tree; a campaign stands in one group at most.
    var group = ""
}

/// What rows of the journal add to the rollups (FEATURES L1). Pure: the same rows give the same
/// sums, in whatever portions they are read.
///
/// - What happens to a **lead** counts in the hour in which it was received, under its seller,
///   channel, sub1 and, once it has ended, its score: so a row of a report is a funnel of the same
///   leads. A rejected lead stands under the first reason of its rejection.
/// - What happens at a **buyer** counts in the hour in which it happened, under its campaign too.
/// - What stops **candidates** counts when the lead ends, under the reason.
///
/// Tests are never counted.
struct RollupDeltas {
    /// Rows that can't be read: they count nothing.
    private(set) var unreadable: [JournalRow] = []

    private let places: [String: CampaignPlace]
    private var settled: [RollupKey: RollupSums] = [:]
    /// What was counted last: a row counts several times under one key, and so do rows that follow
    /// one another, and to look a key of ten parts up takes longer than to compare it.
    private var newest: (key: RollupKey, sums: RollupSums)?

    /// Nothing yet.
    /// - Parameter places: of campaigns, by key, for events that don't name buyer or group
    init(places: [String: CampaignPlace] = [:]) {
        self.places = places
    }

    /// What is to be added.
    var sums: [RollupKey: RollupSums] {
        var sums = settled
        if let newest { sums[newest.key, default: RollupSums()].add(newest.sums) }
        return sums
    }

    /// Adds what one row says.
    mutating func add(_ row: JournalRow) {
        // Of a lead that is gone, what was counted stands.
        guard row.dimensions != nil || row.revision == 1 else { return }
        guard let entry = try? WireJournalEntry(quickly: row.entry),
            let dimensions = row.dimensions ?? LeadDimensions(received: entry)
        else { return unreadable.append(row) }
        guard !dimensions.test else { return }
        let counted = CountedRow(
            lead: row.lead, atMicros: row.atMicros, dimensions: dimensions)
        for event in entry.events {
            guard let kind = event.kind else { continue }
            let at = try? event.at.microseconds()
            add(kind, of: counted, atMicros: event.hasAt ? at ?? row.atMicros : row.atMicros)
        }
    }

    private mutating func add(
        _ kind: WireEvent.OneOf_Kind, of row: CountedRow, atMicros: Int64
    ) {
        switch kind {
        case .received:
            count([.received: 1, .pending: 1], leadKey(row, score: 0))
        case .finished(let finished):
            finish(finished, row)
        case .auctioned(let auction):
            for bid in auction.bids { add(bid, auction.groupID, row, atMicros) }
        case .awarded(let sale):
            let key = campaignKey(
                row, atMicros, sale.campaignID, buyer: sale.buyerID, group: sale.groupID)
            count([.awards: 1], key)
        case .confirmed(let sale):
            confirm(sale, row, atMicros)
        case .declined(let sale):
            let key = campaignKey(row, atMicros, sale.campaignID, buyer: sale.buyerID)
            count([.declinedAwards: 1], key)
        case .voided(let sale):
            let key = campaignKey(row, atMicros, sale.campaignID, buyer: sale.buyerID)
            count([.voidedSales: 1], key)
        case .lateBid(let bid):
            count([.lateBids: 1], campaignKey(row, atMicros, bid.campaignID))
        case .assessed, .awardRefused, .unknown, .resumed, .lateAnswer, .disclosed:
            break
        }
    }

    /// A lead's way ended: it isn't pending any more, and its score is what it will stay.
    private mutating func finish(_ finished: WireLeadFinished, _ row: CountedRow) {
        let unscored = leadKey(row, score: 0)
        var key = leadKey(row, score: row.dimensions.score)
        count([.pending: -1], unscored)
        if key != unscored {
            count([.received: -1], unscored)
            count([.received: 1], key)
        }
        if finished.outcome == .rejected {
            key.reason = Int16(clamping: finished.reasons.first?.code.rawValue ?? 0)
        }
        if let measure = Measure(finished.outcome) { count([measure: 1], key) }
        for stopped in finished.candidateReasons {
            var key = leadKey(row, score: row.dimensions.score)
            key.reason = Int16(clamping: stopped.code.rawValue)
            count([.stoppedCandidates: Int64(stopped.count)], key)
        }
    }

    /// A candidate's answer to a ping. A broken stream is silence.
    private mutating func add(
        _ bid: WireCandidateBid, _ group: String, _ row: CountedRow, _ atMicros: Int64
    ) {
        var key = campaignKey(
            row, atMicros, bid.result.campaignID, buyer: bid.buyerID, group: group)
        count([.pings: 1], key)
        switch bid.result.outcome {
        case .bid:
            key.currency = bid.result.price.currency
            count([.bids: 1, .bidMicros: bid.result.price.micros], key)
        case .noBid: count([.noBids: 1], key)
        case .timeout, .transport: count([.timeouts: 1], key)
        case .late: count([.lateBids: 1], key)
        case .invalid: count([.invalidBids: 1], key)
        case .unspecified, .UNRECOGNIZED: break
        }
    }

    private mutating func confirm(
        _ sale: WireSaleConfirmed, _ row: CountedRow, _ atMicros: Int64
    ) {
        var key = campaignKey(row, atMicros, sale.campaignID, buyer: sale.buyerID)
        key.currency = sale.price.currency
        count(
            [
                .confirmedSales: 1, .revenueMicros: sale.price.micros,
                .payoutMicros: sale.payout.micros, .marginMicros: sale.margin.micros,
            ], key)
    }

    private mutating func count(_ amounts: KeyValuePairs<Measure, Int64>, _ key: RollupKey) {
        if newest?.key != key {
            if let newest { settled[newest.key, default: RollupSums()].add(newest.sums) }
            newest = (key, RollupSums())
        }
        for (measure, amount) in amounts { newest!.sums[measure] += amount }
    }

    private func leadKey(_ row: CountedRow, score: Int) -> RollupKey {
        // A lead's id says when it was received, and says the same to every row of its journal.
        let received = row.lead.value.milliseconds.map { $0 * 1_000 } ?? row.atMicros
        var key = RollupKey(hourMicros: Self.hour(received))
        key.seller = row.dimensions.seller
        key.channel = row.dimensions.channel
        key.sub1 = row.dimensions.sub1
        key.score = Int16(clamping: score)
        return key
    }

    private func campaignKey(
        _ row: CountedRow, _ atMicros: Int64, _ campaign: String, buyer: String = "",
        group: String = ""
    ) -> RollupKey {
        let place = places[campaign] ?? CampaignPlace()
        var key = RollupKey(hourMicros: Self.hour(atMicros))
        key.seller = row.dimensions.seller
        key.channel = row.dimensions.channel
        key.sub1 = row.dimensions.sub1
        key.campaign = campaign
        key.buyer = buyer.isEmpty ? place.buyer : buyer
        key.group = group.isEmpty ? place.group : group
        return key
    }

    private static let hourLength: Int64 = 3_600_000_000

    private static func hour(_ micros: Int64) -> Int64 {
        let hours = micros / hourLength
        return (micros < 0 && micros % hourLength != 0 ? hours - 1 : hours) * hourLength
    }
}

/// A row of the journal whose lead is known.
private struct CountedRow {
    let lead: LeadID
    let atMicros: Int64
    let dimensions: LeadDimensions
}

extension LeadDimensions {
    /// As the first row of a lead's journal says them; nil when it doesn't begin with the lead.
    fileprivate init?(received entry: WireJournalEntry) {
        guard case .received(let lead)? = entry.events.first?.kind else { return nil }
        self.init(
            seller: lead.sellerID, channel: lead.channelID, sub1: lead.subIds.sub1, score: 0,
            test: lead.test)
    }
}

extension Measure {
    /// What counts leads that ended like this; nil for what reports don't tell apart yet.
    fileprivate init?(_ outcome: WireOutcome) {
        switch outcome {
        case .sold: self = .sold
        case .unsold: self = .unsold
        case .rejected: self = .rejected
        case .duplicate: self = .duplicates
        case .stored: self = .stored
        default: return nil
        }
    }
}
