public import Market

/// What a buyer said late. Open, for releases to come.
public struct InboxKind: RawRepresentable, Sendable, Hashable {
    public var rawValue: Int16

    public init(rawValue: Int16) {
        self.rawValue = rawValue
    }

    /// A bid after its auction: the body is a serialised `BidResult`.
    public static let lateBid = InboxKind(rawValue: 1)
    /// An answer to an award that nobody waited for any more: a serialised `AwardAck`.
    public static let lateAnswer = InboxKind(rawValue: 2)
}

/// Something that a buyer said late: bidding writes it down, routing settles it.
public struct InboxItem: Sendable, Hashable {
    /// Whose exchange.
    public var tenant: TenantID
    /// Its id: written twice, it is one.
    public var id: Identifier
    /// The lead, where it is known.
    public var lead: LeadID?
    /// The sale, where it concerns one.
    public var sale: SaleID?
    /// The buyer, as its market calls it.
    public var buyer: String
    /// What kind.
    public var kind: InboxKind
    /// A serialised message without personal data.
    public var body: [UInt8]

    /// An item.
    public init(
        tenant: TenantID, id: Identifier, lead: LeadID?, sale: SaleID?, buyer: String,
        kind: InboxKind, body: [UInt8]
    ) {
        self.tenant = tenant
        self.id = id
        self.lead = lead
        self.sale = sale
        self.buyer = buyer
        self.kind = kind
        self.body = body
    }
}
