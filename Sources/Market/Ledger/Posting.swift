/// Whose account a ledger line is on (FEATURES K1).
public enum LedgerAccount: Hashable, Sendable {
    /// What a buyer owes.
    case buyerReceivable(BuyerID)
    /// What a seller is owed.
    case sellerPayable(SellerID)
    /// What the exchange keeps.
    case platformMargin
}

/// One line of a posting.
public struct LedgerLine: Hashable, Sendable {
    /// The account.
    public let account: LedgerAccount
    /// Debits are positive, credits negative.
    public let amount: Money
}

/// A set of ledger lines that sums to zero: double entry, append-only.
///
/// A sale debits the buyer its price and credits the seller its payout and the exchange its
/// margin. Whatever undoes one is a posting of its own with the signs turned.
public struct Posting: Hashable, Sendable {
    /// Derived from sale, kind and revision, so that posting twice collides.
    public let id: PostingID
    /// The sale.
    public let sale: SaleID
    /// Why.
    public let kind: PostingKind
    /// Counts postings of the same kind for the sale, from 0.
    public let revision: Int
    /// Always three: buyer, seller, exchange; amounts may be 0.
    public let lines: [LedgerLine]

    /// The posting of a confirmed sale. Throws `notWholeMinorUnits`, and what arithmetic throws.
    public static func sale(
        _ sale: SaleID, buyer: BuyerID, seller: SellerID, _ split: PriceSplit
    ) throws(MoneyError) -> Posting {
        try Posting(
            sale: sale, kind: .sale, revision: 0,
            lines: [
                LedgerLine(account: .buyerReceivable(buyer), amount: split.price),
                LedgerLine(account: .sellerPayable(seller), amount: split.payout.negated()),
                LedgerLine(account: .platformMargin, amount: split.margin.negated()),
            ])
    }

    /// The posting that undoes this one. Throws `overflow`.
    public func reversal(revision: Int) throws(MoneyError) -> Posting {
        var lines: [LedgerLine] = []
        for line in self.lines {
            lines.append(LedgerLine(account: line.account, amount: try line.amount.negated()))
        }
        return try Posting(sale: sale, kind: .reversal, revision: revision, lines: lines)
    }

    /// Checks that the lines are whole minor units and sum to zero.
    init(
        sale: SaleID, kind: PostingKind, revision: Int, lines: [LedgerLine]
    ) throws(MoneyError) {
        var sum = Money.zero(lines[0].amount.currency)
        for line in lines {
            guard line.amount.isWholeMinorUnits else { throw .notWholeMinorUnits }
            sum = try sum.adding(line.amount)
        }
        precondition(sum.micros == 0, "a posting sums to zero")
        id = .of(sale: sale, kind: kind, revision: revision)
        self.sale = sale
        self.kind = kind
        self.revision = revision
        self.lines = lines
    }

    /// What the buyer is charged.
    public var debit: Money { lines[0].amount }
}
