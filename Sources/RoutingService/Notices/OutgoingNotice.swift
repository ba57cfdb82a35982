import Foundation
import LeadlineAPI
import Market

/// One row of the outbox: what buyers must be told of one step of a lead.
struct OutgoingNotice: Sendable {
    enum Kind: Int16, Sendable {
        /// The buyer learns who the consumer is, and the losers of the lead that they lost.
        case disclosure = 1
        case void = 2
        /// Nothing but losses.
        case losses = 3
    }

    let id: Identifier
    let tenant: TenantID
    let lead: LeadID
    let kind: Kind
    /// Nil for losses, which go to many.
    var buyer: String?
    /// As stored: references only, no personal data.
    var stored = WireNotifyRequest()
    /// As sent: with the consumer's data where it is a disclosure.
    var sent = WireNotifyRequest()
    /// The sale that is disclosed; empty for other kinds.
    var sale = ""
    /// Deliveries so far.
    var attempts = 0
}

extension OutgoingNotice {
    /// A row that tells nobody yet.
    init(_ id: Identifier, _ kind: Kind, _ lead: RoutedLead) {
        self.init(id: id, tenant: lead.tenant, lead: lead.id, kind: kind)
    }

    /// The consumer behind a sale, for its buyer.
    static func disclosure(
        _ id: Identifier, _ award: Award, _ lead: RoutedLead, full: WireDisclosure,
        in market: Snapshot
    ) -> OutgoingNotice {
        let buyer = award.buyer.wire(in: market)
        let reference = WireDisclosure.with {
            $0.saleID = full.saleID
            $0.campaignID = full.campaignID
            $0.price = full.price
        }
        var notice = OutgoingNotice(id, .disclosure, lead)
        notice.buyer = buyer
        notice.sale = full.saleID
        notice.stored.notices = [.to(buyer, full.campaignID, "\(id)", .disclosure(reference))]
        notice.sent.notices = [.to(buyer, full.campaignID, "\(id)", .disclosure(full))]
        return notice
    }

    /// A sale was withdrawn.
    static func void(
        _ id: Identifier, _ award: Award, _ reason: Reason, _ lead: RoutedLead,
        in market: Snapshot
    ) -> OutgoingNotice {
        let buyer = award.buyer.wire(in: market)
        let void = WireVoid(award, reason, in: market)
        var notice = OutgoingNotice(id, .void, lead)
        notice.buyer = buyer
        notice.stored.notices = [.to(buyer, void.campaignID, "\(id)", .voided(void))]
        notice.sent = notice.stored
        return notice
    }

    /// All who bid and didn't win.
    mutating func add(_ losses: [LossNotice], in market: Snapshot) {
        let name = id.description
        let told = losses.enumerated().map { place, loss in
            var wire = WireAddressedNotice()
            wire.buyerID = loss.buyer.wire(in: market)
            wire.campaignID = loss.campaign.wire(in: market)
            wire.noticeID = name + "/" + String(place)
            wire.notice = Data(loss.noticeBytes(wire.noticeID, in: market))
            wire.unacknowledged = true
            return wire
        }
        stored.notices += told
        sent.notices += told
    }
}

extension OutgoingNotice {
    /// Deliveries after which losers aren't told any more: nothing follows from a loss.
    private static let mostForLosses = 10

    /// How many buyers it is for.
    var count: Int { stored.notices.count }

    /// What is still to be told, once buyers have taken in so much.
    func remaining(_ acknowledged: Set<String>) -> [WireAddressedNotice] {
        stored.notices.filter { notice in
            if notice.unacknowledged, attempts >= Self.mostForLosses { return false }
            return !acknowledged.contains(notice.noticeID)
        }
    }
}

extension WireAddressedNotice {
    fileprivate static func to(
        _ buyer: String, _ campaign: String, _ id: String, _ kind: WireNotice.OneOf_Kind
    ) -> WireAddressedNotice {
        var notice = WireNotice()
        notice.noticeID = id
        notice.kind = kind
        var addressed = WireAddressedNotice()
        addressed.buyerID = buyer
        addressed.campaignID = campaign
        addressed.noticeID = id
        addressed.notice = notice.directData()
        return addressed
    }
}
