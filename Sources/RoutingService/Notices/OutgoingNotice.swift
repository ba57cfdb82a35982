import LeadlineAPI
import Market

/// One row of the outbox: something that buyers must be told.
struct OutgoingNotice: Sendable {
    enum Kind: Int16, Sendable {
        case disclosure = 1
        case void = 2
        /// All losses of one lead.
        case losses = 3
    }

    let id: Identifier
    let tenant: TenantID
    let lead: LeadID
    let kind: Kind
    /// Nil for losses, which go to many.
    let buyer: String?
    /// As stored: references only, no personal data.
    let stored: WireNotifyRequest
    /// As sent: with the consumer's data where it is a disclosure. Nil when it is to be filled in.
    var sent: WireNotifyRequest?
    /// Deliveries so far.
    var attempts = 0
}

extension OutgoingNotice {
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
        return OutgoingNotice(
            id: id, tenant: lead.tenant, lead: lead.id, kind: .disclosure, buyer: buyer,
            stored: .to(buyer, id.description, .disclosure(reference)),
            sent: .to(buyer, id.description, .disclosure(full)))
    }

    /// A sale was withdrawn.
    static func void(
        _ id: Identifier, _ award: Award, _ reason: Reason, _ lead: RoutedLead,
        in market: Snapshot
    ) -> OutgoingNotice {
        let buyer = award.buyer.wire(in: market)
        let request = WireNotifyRequest.to(
            buyer, id.description, .voided(WireVoid(award, reason, in: market)))
        return OutgoingNotice(
            id: id, tenant: lead.tenant, lead: lead.id, kind: .void, buyer: buyer,
            stored: request, sent: request)
    }

    /// All who bid and didn't win; nil when there are none.
    static func losses(
        _ id: Identifier, _ losses: [LossNotice], _ lead: RoutedLead, in market: Snapshot
    ) -> OutgoingNotice? {
        guard !losses.isEmpty else { return nil }
        let request = WireNotifyRequest.with { request in
            request.notices = losses.enumerated().map { place, loss in
                .to(
                    loss.buyer.wire(in: market), "\(id)/\(place)", .loss(loss.wire(in: market)))
            }
        }
        return OutgoingNotice(
            id: id, tenant: lead.tenant, lead: lead.id, kind: .losses, buyer: nil,
            stored: request, sent: request)
    }
}

extension OutgoingNotice {
    /// How many buyers it is for.
    var count: Int { stored.notices.count }

    /// Everybody has taken it in. Losses are given up after a while: nothing follows from them.
    func isDone(_ acknowledged: Set<String>) -> Bool {
        if kind == .losses, attempts >= 10 { return true }
        return stored.notices.allSatisfy { acknowledged.contains($0.notice.noticeID) }
    }

    /// The sale that is disclosed; empty for other kinds.
    var sale: String { stored.notices.first?.notice.disclosure.saleID ?? "" }
}

extension WireNotifyRequest {
    fileprivate static func to(
        _ buyer: String, _ id: String, _ kind: WireNotice.OneOf_Kind
    ) -> WireNotifyRequest {
        .with { $0.notices = [.to(buyer, id, kind)] }
    }
}

extension WireAddressedNotice {
    fileprivate static func to(
        _ buyer: String, _ id: String, _ kind: WireNotice.OneOf_Kind
    ) -> WireAddressedNotice {
        .with {
            $0.buyerID = buyer
            $0.notice.noticeID = id
            $0.notice.kind = kind
        }
    }
}
