public import Market

/// A submission to be stored. An object, because it is passed from hand to hand, and holds many
/// counted references.
public final class NewLead: LeadItem {
    /// Whose exchange.
    public let tenant: TenantID
    /// Its id, a UUIDv7 made now: which partition it goes to follows from it.
    public let lead: LeadID
    /// The seller, as its market calls it.
    public let seller: String
    /// The seller's channel, as its market calls it.
    public let channel: String
    /// The seller's key for this submission; nil: it can't be repeated safely, and the lead's id
    /// stands in.
    public let idempotencyKey: String?
    /// A digest of the canonical content, by which the same key with other content is told.
    public let requestHash: [UInt8]
    /// The version of the market that let it in.
    public let marketVersion: Int64
    /// Set when the submission's way ends here (refused, or stored without routing).
    public let ending: LeadEnding?
    /// Serialised `LeadFacts`, without contacts and names.
    public let facts: [UInt8]
    /// What else the answer needs, serialised.
    public let context: [UInt8]
    /// To how many buyers it may go, those that have it already included. At least 1.
    public let maxSold: Int
    /// How many buyers have it already.
    public let alreadySold: Int
    /// A test.
    public let test: Bool
    /// The seller's first tracking value, a dimension of reports.
    public let sub1: String
    /// Contacts and names; nil when there are none.
    public let sealed: SealedLead?
    /// Serialised `JournalEntry`: revision 1.
    public let entry: [UInt8]

    /// A submission.
    public init(
        tenant: TenantID, lead: LeadID, seller: String, channel: String,
        idempotencyKey: String?, requestHash: [UInt8], marketVersion: Int64,
        ending: LeadEnding? = nil, facts: [UInt8], context: [UInt8], maxSold: Int = 1,
        alreadySold: Int = 0, test: Bool = false, sub1: String = "", sealed: SealedLead? = nil,
        entry: [UInt8]
    ) {
        self.tenant = tenant
        self.lead = lead
        self.seller = seller
        self.channel = channel
        self.idempotencyKey = idempotencyKey
        self.requestHash = requestHash
        self.marketVersion = marketVersion
        self.ending = ending
        self.facts = facts
        self.context = context
        self.maxSold = maxSold
        self.alreadySold = alreadySold
        self.test = test
        self.sub1 = sub1
        self.sealed = sealed
        self.entry = entry
    }

    /// The same submission with another digest.
    public func with(requestHash: [UInt8]) -> NewLead {
        NewLead(
            tenant: tenant, lead: lead, seller: seller, channel: channel,
            idempotencyKey: idempotencyKey, requestHash: requestHash,
            marketVersion: marketVersion, ending: ending, facts: facts, context: context,
            maxSold: maxSold, alreadySold: alreadySold, test: test, sub1: sub1, sealed: sealed,
            entry: entry)
    }
}

/// What is sealed of a lead.
public struct SealedLead: Sendable, Hashable {
    /// The lead's own key under a master key (``Sealed/wrappedKey``); nil once it was erased.
    public var wrappedKey: [UInt8]?
    /// The sealed bytes (``Sealed/box``).
    public var box: [UInt8]
    /// Blind index of the phone number.
    public var phoneIndex: [UInt8]?
    /// Blind index of the e-mail address.
    public var emailIndex: [UInt8]?

    /// What was sealed.
    public init(
        wrappedKey: [UInt8]?, box: [UInt8], phoneIndex: [UInt8]? = nil, emailIndex: [UInt8]? = nil
    ) {
        self.wrappedKey = wrappedKey
        self.box = box
        self.phoneIndex = phoneIndex
        self.emailIndex = emailIndex
    }
}

/// What became of a submission.
public enum CaptureOutcome: Sendable {
    /// It is stored, under lease epoch 1 unless it ended.
    case stored
    /// Its key was used before: this is the submission that holds it.
    case known(KnownSubmission)
}

/// A submission that was stored earlier.
public struct KnownSubmission: Sendable {
    /// Its lead.
    public let lead: LeadID
    /// Whether the content is the same. When it isn't, refuse.
    public let isSameContent: Bool
    /// Where it stands.
    public let outcome: LeadOutcome
    /// Its answer, byte for byte; nil while pending.
    public let reply: [UInt8]?
}
