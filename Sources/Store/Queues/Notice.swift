public import Market

/// What a notice is about. Open, for releases to come.
public struct NoticeKind: RawRepresentable, Sendable, Hashable {
    public var rawValue: Int16

    public init(rawValue: Int16) {
        self.rawValue = rawValue
    }

    /// A confirmed sale's buyer learns who the consumer is, and the losers that they lost. The
    /// body, a serialised `NotifyRequest` as that of every kind, holds references: contacts are
    /// opened when it is sent.
    public static let disclosure = NoticeKind(rawValue: 1)
    /// A sale was withdrawn.
    public static let void = NoticeKind(rawValue: 2)
    /// Losers of a lead, where no buyer is told by the same row.
    public static let losses = NoticeKind(rawValue: 3)
}

/// A notice to be kept until it is acknowledged. Holds no personal data.
public struct NewNotice: Sendable, Hashable {
    /// Its id: a notice that is written twice is one.
    public var id: Identifier
    /// What it is about.
    public var kind: NoticeKind
    /// Whom it is for; nil when the body says.
    public var buyer: String?
    /// A serialised message.
    public var body: [UInt8]
    /// When it is due for the outbox's worker. Who writes it hands it over at once himself, so this
    /// is how long he has until the worker sends it again; nil: ``StoreLimits`` says.
    public var delayMilliseconds: Int32?

    /// A notice.
    public init(
        id: Identifier, kind: NoticeKind, buyer: String?, body: [UInt8],
        delayMilliseconds: Int32? = nil
    ) {
        self.id = id
        self.kind = kind
        self.buyer = buyer
        self.body = body
        self.delayMilliseconds = delayMilliseconds
    }
}

/// A notice that is due.
public struct DueNotice: Sendable {
    /// Its id.
    public let id: Identifier
    /// The lead.
    public let lead: LeadID
    /// What it is about.
    public let kind: NoticeKind
    /// Whom it is for; nil when the body says.
    public let buyer: String?
    /// A serialised message.
    public let body: [UInt8]
    /// How often it was taken, this time included.
    public let attempts: Int
    /// When it was written, in microseconds since 1970.
    public let createdAtMicros: Int64
}

/// Names a notice.
public struct NoticeReference: Sendable, Hashable {
    /// Whose exchange.
    public var tenant: TenantID
    /// The notice.
    public var id: Identifier

    /// A reference.
    public init(tenant: TenantID, id: Identifier) {
        self.tenant = tenant
        self.id = id
    }
}
