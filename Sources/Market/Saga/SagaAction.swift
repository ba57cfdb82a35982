/// What a lead's owner is to do next. Actions of one step are done in their order, those on the
/// database in one transaction; what comes of them comes back as events.
public enum SagaAction: Hashable, Sendable {
    /// Ask scoring; answers with `assessed`.
    case assess
    /// Ask bidding; answers with `auctionClosed`.
    case openAuction(AuctionRequest)
    /// Reserve and insert the sale; answers with `awardGranted` or `awardRefused`.
    case award(Award)
    /// Tell the buyer; answers with `answered` or `silence`. Safe to repeat.
    case deliver(Award)
    /// Settle the sale: post it (nil for a test), use up the reservation, disclose, tell.
    case confirm(Award, Posting?, reference: String)
    /// The buyer declined: release the reservation.
    case reject(Award, Reason)
    /// The buyer is silent: keep asking until then; answers with `answered` or `graceExpired`.
    case markUnknown(Award, graceUntilMicros: Int64)
    /// Withdraw the sale: release the reservation and send a void notice.
    case void(Award, Reason)
    /// Count an answer that changes nothing.
    case noteLateAnswer(Award, BuyerAnswer, SaleState)
    /// Store the answer and tell the losers. The last action, but for late answers.
    case finish(LeadResult)
}

/// An auction to be held.
public struct AuctionRequest: Hashable, Sendable {
    /// Names the auction.
    public let ping: PingID
    /// The group of the tree.
    public let group: GroupID
    /// Who is asked.
    public let candidates: [AuctionCandidate]
    /// When it closes, in microseconds since 1970.
    public let deadlineMicros: Int64
    /// How long from now.
    public let timeoutMicros: Int64
}

/// A campaign that is asked for a bid.
public struct AuctionCandidate: Hashable, Sendable {
    /// The campaign.
    public let campaign: CampaignID
    /// Its buyer.
    public let buyer: BuyerID
    /// The least price that can win; nil when no price can.
    public let floor: Money?
    /// Whether the ping shows it.
    public let showFloor: Bool
    /// The most that is believed; nil is no limit.
    public let ceiling: Money?
}

/// How a lead's way ended.
public struct LeadResult: Hashable, Sendable {
    /// How.
    public let outcome: LeadOutcome
    /// Facts of the lead itself.
    public let reasons: [Reason]
    /// Why candidates didn't buy, counted: what the seller may know of them.
    public let candidateReasons: [ReasonCount]
    /// Sales that were confirmed.
    public let sold: [Award]
    /// What the seller is paid in all; nil when it wasn't sold.
    public let payout: Money?
    /// 1 to 10; 0 when it wasn't scored.
    public let score: Int
    /// Who is told that he didn't win, and why (FEATURES F14).
    public let losses: [LossNotice]
}

/// Tells a bidder that he didn't win.
public struct LossNotice: Hashable, Sendable {
    /// The auction.
    public let ping: PingID
    /// The campaign.
    public let campaign: CampaignID
    /// Its buyer.
    public let buyer: BuyerID
    /// Why. Prices are in it only where the market's policy shows them.
    public let reason: Reason
}
