/// Everything about a lead that an assessment looks at. Complete: the same facts under the same
/// snapshot give the same assessment for ever (DESIGN section 6).
public struct LeadFacts: Hashable, Sendable {
    /// The lead.
    public var lead: LeadID
    /// The way it came in.
    public var channel: ChannelID
    /// Its values of the classes NONE and QUASI.
    public var fields: Fields
    /// Names of fields that it has but whose values are sealed.
    public var sealedFields: [String] = []
    /// Which half of ping-post the data stands in.
    public var phase: Phase = .post
    /// The medium of its source.
    public var medium: String?
    /// When it came in, in microseconds since 1970.
    public var receivedAtMicros: Int64
    /// The clock of the assessment, in microseconds since 1970.
    public var nowMicros: Int64
    /// The day on which ages are counted, where the lead lives; nil takes the day of `nowMicros`
    /// in UTC.
    public var today: CivilDate?
    /// A test.
    public var test = false
    /// How many buyers have it.
    public var alreadySold = 0
    /// Buyers that have it, sorted.
    public var priorBuyers: [BuyerID] = []
    /// Campaigns known to have run out of something, sorted by campaign: a hint that saves pings,
    /// not a promise; the award decides.
    public var exhausted: [CampaignRefusal] = []
    /// Results of `Snapshot.externalTests`, in their order; those left out are unknown.
    public var externals: [Verdict] = []

    /// Facts; what isn't given here has a default.
    public init(
        lead: LeadID, channel: ChannelID, fields: Fields, receivedAtMicros: Int64,
        nowMicros: Int64
    ) {
        self.lead = lead
        self.channel = channel
        self.fields = fields
        self.receivedAtMicros = receivedAtMicros
        self.nowMicros = nowMicros
    }
}

/// A campaign that can't have a lead, and why.
public struct CampaignRefusal: Hashable, Sendable {
    /// The campaign.
    public let campaign: CampaignID
    /// Why, e.g. E_CAP_SOLD.
    public let reason: Reason

    /// A refusal.
    public init(_ campaign: CampaignID, _ reason: Reason) {
        self.campaign = campaign
        self.reason = reason
    }
}
