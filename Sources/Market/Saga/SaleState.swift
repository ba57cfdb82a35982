/// The life of one sale of a lead to one buyer (FEATURES 7.7). The numbers are those of
/// `leadline.v1.SaleState`.
///
///     AWARDED ──accepted──► CONFIRMED ──return approved──► RETURNED
///        ├─────declined───► REJECTED
///        └─────silence────► UNKNOWN ──accepted──► CONFIRMED
///                              └──declined, or the grace ran out──► VOIDED
///
/// Silence is never a rejection. Once a sale is settled, what its buyer says is late: it changes
/// nothing, and is counted.
public enum SaleState: Int, Hashable, Sendable, CaseIterable {
    /// The buyer won; its answer is awaited.
    case awarded = 1
    /// The buyer accepted; it is billed.
    case confirmed = 2
    /// The buyer declined; nothing is billed.
    case rejected = 3
    /// The buyer fell silent; it is asked again until the grace runs out.
    case unknown = 4
    /// The exchange withdrew the sale; nothing is billed, whatever the buyer says later.
    case voided = 5
    /// The buyer gave it back.
    case returned = 6

    /// Whether it holds the lead's slot: the partial unique indices are over these states.
    public var isLive: Bool { self == .awarded || self == .confirmed || self == .unknown }

    /// Whether the buyer's answer is still awaited.
    public var isOpen: Bool { self == .awarded || self == .unknown }
}

/// What a buyer says of an award (FEATURES J1).
public enum BuyerAnswer: Hashable, Sendable {
    /// Bought, with the lead's number in the buyer's system.
    case accepted(reference: String)
    /// Declined, with the buyer's own code.
    case rejected(code: String)
    /// Declined: the buyer has this consumer already.
    case duplicate
    /// Declined at this price; counts as a rejection until counter-offers are built (F12).
    case counter(Money?)
    /// The buyer failed; counts as a rejection.
    case error(code: String)

    /// Whether the buyer bought.
    public var isAccepted: Bool {
        if case .accepted = self { return true }
        return false
    }

    /// What the answer says, as a reason.
    public var reason: Reason {
        switch self {
        case .accepted: Reason(.accepted)
        case .rejected(let code): Reason(.rejected, code.isEmpty ? .none : .partyCode(code))
        case .duplicate: Reason(.postDuplicate)
        case .counter(let price): Reason(.counter, price.map(ReasonDetail.price) ?? .none)
        case .error(let code): Reason(.postError, code.isEmpty ? .none : .partyCode(code))
        }
    }
}

/// What an answer does to a sale.
public enum AnswerEffect: Hashable, Sendable {
    /// The sale moves on.
    case moves(to: SaleState)
    /// The buyer said the same before.
    case repeated
    /// The sale was settled otherwise; it is counted, and changes nothing.
    case late
}

extension SaleState {
    /// What an answer does in this state.
    public func effect(of answer: BuyerAnswer) -> AnswerEffect {
        switch (self, answer.isAccepted) {
        case (.awarded, true), (.unknown, true): .moves(to: .confirmed)
        case (.awarded, false): .moves(to: .rejected)
        case (.unknown, false): .moves(to: .voided)
        case (.confirmed, true), (.rejected, false): .repeated
        case (.confirmed, false), (.rejected, true), (.voided, _), (.returned, _): .late
        }
    }
}
