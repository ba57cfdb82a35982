public import Market

/// A step of a lead's way: one transaction. What became of a sale, the lead's end, or something
/// that happened to it, with everything that belongs to it.
///
///     PENDING ──steps without an ending──► PENDING ──a step with an ending──► terminal
public struct LeadStep: Sendable {
    /// Whose exchange.
    public var tenant: TenantID
    /// The lead.
    public var lead: LeadID
    /// The lease under which the caller works on the lead; nil: the step is good whoever holds it
    /// (a late answer, an acknowledgement).
    public var epoch: Int32?
    /// Serialised `JournalEntry`: everything that the step changes, and references only.
    public var entry: [UInt8]
    /// What becomes of a sale.
    public var sale: SaleMove?
    /// Set when the step ends the lead.
    public var ending: LeadEnding?
    /// Set when the lead was scored in this step.
    public var score: Int?
    /// The part of the decision that isn't stored yet; nil when all of it is.
    public var decision: StoredDecision?
    /// What buyers must be told.
    public var notices: [NewNotice]
    /// Prolongs the lease to this long from now; nil leaves it.
    public var leaseMilliseconds: Int32?
    /// The row of the inbox that the step settles. When it is gone, somebody else has settled it.
    public var inboxItem: Identifier?
    /// The notice that the step records as acknowledged. When it is gone, it was recorded before.
    public var acknowledges: Identifier?

    /// A step.
    public init(
        tenant: TenantID, lead: LeadID, epoch: Int32?, entry: [UInt8], sale: SaleMove? = nil,
        ending: LeadEnding? = nil, score: Int? = nil, decision: StoredDecision? = nil,
        notices: [NewNotice] = [], leaseMilliseconds: Int32? = nil,
        inboxItem: Identifier? = nil, acknowledges: Identifier? = nil
    ) {
        self.tenant = tenant
        self.lead = lead
        self.epoch = epoch
        self.entry = entry
        self.sale = sale
        self.ending = ending
        self.score = score
        self.decision = decision
        self.notices = notices
        self.leaseMilliseconds = leaseMilliseconds
        self.inboxItem = inboxItem
        self.acknowledges = acknowledges
    }
}

extension LeadStep: LeadItem {}

/// What becomes of a sale that is AWARDED or UNKNOWN.
public struct SaleMove: Sendable {
    /// The sale.
    public var sale: SaleID
    /// What becomes of it.
    public var change: Change

    /// The ways that it can go.
    public enum Change: Sendable {
        /// CONFIRMED: the buyer accepted. Its held caps are used, and the lines are posted: their
        /// debit must be the sale's price. No lines for a test.
        case confirm(reference: String, posting: NewPosting?)
        /// REJECTED: the buyer declined. Its caps are free again, as is its slot.
        case decline
        /// UNKNOWN: the buyer is silent, and is asked again until then (microseconds since 1970).
        case suspend(graceUntilMicros: Int64)
        /// VOIDED: withdrawn. Its caps are free again, as is its slot.
        case void
    }

    /// A move.
    public init(_ sale: SaleID, _ change: Change) {
        self.sale = sale
        self.change = change
    }
}

/// A set of ledger lines that sums to zero.
public struct NewPosting: Sendable {
    /// Derived from sale, kind and revision, so that posting twice collides.
    public var id: PostingID
    /// Why.
    public var kind: PostingKind
    /// Account and micros: debits are positive, credits negative.
    public var lines: [(account: String, micros: Int64)]

    /// A posting.
    public init(id: PostingID, kind: PostingKind, lines: [(account: String, micros: Int64)]) {
        self.id = id
        self.kind = kind
        self.lines = lines
    }

    /// A posting of the market, with the parties as their market calls them.
    public init(_ posting: Posting, buyer: String, seller: String) {
        self.init(
            id: posting.id, kind: posting.kind,
            lines: posting.lines.map { line in
                switch line.account {
                case .buyerReceivable: (LedgerAccounts.receivable(buyer), line.amount.micros)
                case .sellerPayable: (LedgerAccounts.payable(seller), line.amount.micros)
                case .platformMargin: (LedgerAccounts.margin, line.amount.micros)
                }
            })
    }
}

/// The end of a lead's way. It happens once, and never changes.
public struct LeadEnding: Sendable {
    /// How; not `pending`.
    public var outcome: LeadOutcome
    /// Serialised `SubmitReply`: every later answer is these bytes.
    public var reply: [UInt8]

    /// An end.
    public init(_ outcome: LeadOutcome, reply: [UInt8]) {
        precondition(outcome.isTerminal, "an end is terminal")
        self.outcome = outcome
        self.reply = reply
    }
}

/// What became of a step. Only `recorded` wrote anything.
public enum StepOutcome: Sendable, Hashable {
    /// It is committed.
    case recorded
    /// The sale was settled before, or the lead has ended, or the inbox's row or the notice is
    /// gone. A step that was committed and is repeated answers so too.
    case settled(sale: SaleState?, outcome: LeadOutcome)
    /// The lead is somebody else's by now.
    case staleLease
    /// No such lead or sale of this tenant.
    case notFound
}
