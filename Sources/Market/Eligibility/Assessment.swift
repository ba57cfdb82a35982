/// What scoring says of a lead under one version of a market.
public struct Assessment: Hashable, Sendable {
    /// The version. The rest of the lead's way uses the same.
    public let marketVersion: Int64
    /// Nil when the channel has no scorecard.
    public let score: Score?
    /// Why the lead isn't let in; empty when it is.
    public let rejections: [Reason]
    /// One a campaign of the tree, in the tree's order; empty when the lead isn't let in, unless
    /// everything was to be explained.
    public let candidates: [CandidateVerdict]
}

/// Whether a lead may be offered to a campaign.
public struct CandidateVerdict: Hashable, Sendable {
    /// The campaign.
    public let campaign: CampaignID
    /// Its buyer.
    public let buyer: BuyerID
    /// The group of the tree that it stands in.
    public let group: GroupID
    /// Some filter couldn't be decided, and is checked again on all data.
    public let undecided: Bool
    /// Why not: the first reason, or all when everything was to be explained. Empty when it may.
    public let reasons: [Reason]

    /// It may be offered.
    public var eligible: Bool { reasons.isEmpty }

    /// A verdict.
    public init(
        campaign: CampaignID, buyer: BuyerID, group: GroupID, undecided: Bool, reasons: [Reason]
    ) {
        self.campaign = campaign
        self.buyer = buyer
        self.group = group
        self.undecided = undecided
        self.reasons = reasons
    }
}

/// Why a lead can't be assessed at all.
public struct AssessmentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong; open, so that more can be added.
    public struct Code: Hashable, Sendable {
        let number: Int
        /// The market has no such channel.
        public static let unknownChannel = Code(number: 1)
    }

    /// What went wrong.
    public let code: Code
    /// One sentence.
    public let description: String

    static let unknownChannel = AssessmentError(
        code: .unknownChannel, description: "This version of the market has no such channel.")
}
