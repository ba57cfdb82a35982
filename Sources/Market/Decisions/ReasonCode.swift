/// Why something did or didn't happen: one list for answers, logs, reports and explanations
/// (FEATURES section 5).
///
/// Numbers are stable for ever and the same on the wire: C is 1xx, E 2xx, B 3xx, L 4xx, P 5xx,
/// S 6xx. A number is never used twice, so append only. `name` is the text form ("E_FILTER").
public enum ReasonCode: Int32, Sendable, Hashable, CaseIterable {
    // Capture: said to the seller, at the door.

    /// C_AUTH: The key is missing, wrong or withdrawn.
    case auth = 101

    /// C_CHANNEL_INACTIVE: The channel is paused or switched off.
    case channelInactive = 102

    /// C_MISSING_FIELD: A field that this phase requires was not given. Detail: the field's name.
    case missingField = 103

    /// C_INVALID_FIELD: A field's value can't be used as its type. Detail: the field's name.
    case invalidField = 104

    /// C_DUPLICATE: The lead was seen before. Detail: level, earlier lead, age.
    case duplicate = 105

    /// C_SUPPRESSED: A suppression list names the contact. Detail: the list.
    case suppressed = 106

    /// C_BLOCKED: The source or the contact is blocked by the operator.
    case blocked = 107

    /// C_DNC: The number is on a do-not-call list.
    case doNotCall = 108

    /// C_LITIGATOR: The contact is a known litigator.
    case litigator = 109

    /// C_CONSENT_MISSING: No proof of consent was given where one is required.
    case consentMissing = 110

    /// C_CONSENT_INVALID: The proof of consent doesn't hold.
    case consentInvalid = 111

    /// C_CONSENT_EXPIRED: The consent is older than allowed.
    case consentExpired = 112

    /// C_QUALITY: An acceptance criterion of the channel failed. Detail: the criterion.
    case quality = 113

    /// C_QUARANTINED: The lead waits for a person to look at it.
    case quarantined = 114

    /// C_CAP: The channel has delivered all it may in this window.
    case captureCap = 115

    /// C_RATE_LIMIT: Too many requests a second.
    case rateLimit = 116

    /// C_PING_UNKNOWN: The post names a ping that we don't know.
    case pingUnknown = 117

    /// C_PING_EXPIRED: The post came after its ping's offers ran out.
    case pingExpired = 118

    /// C_PING_CONSUMED: The ping was posted before.
    case pingConsumed = 119

    /// C_PING_MISMATCH: The post contradicts its ping.
    case pingMismatch = 120

    /// C_DEADLINE: The seller's time budget was spent.
    case deadline = 121

    // Eligibility: why a campaign or an agent wasn't considered.

    /// E_PAUSED: The campaign or its buyer is paused.
    case paused = 201

    /// E_DISABLED: The campaign or its buyer is switched off for good.
    case disabled = 202

    /// E_CIRCUIT_OPEN: The buyer failed too often and rests.
    case circuitOpen = 203

    /// E_SCHEDULE: Closed at this hour.
    case schedule = 204

    /// E_CAP_SENT: All pings or posts of this window were sent.
    case capSent = 205

    /// E_CAP_SOLD: All sales of this window were made or are reserved.
    case capSold = 206

    /// E_BUDGET: The window's budget is spent or reserved.
    case budget = 207

    /// E_BALANCE: The prepaid balance doesn't cover the price.
    case balance = 208

    /// E_CONCURRENCY: As many leads are open with the buyer as it allows.
    case concurrency = 209

    /// E_PACED: Held back to spread the cap over the window.
    case paced = 210

    /// E_FILTER: A filter of the campaign failed. Detail: filter, operator, want, got.
    case filter = 211

    /// E_SELLER_DENIES_BUYER: The seller or its channel doesn't sell to this buyer.
    case sellerDeniesBuyer = 212

    /// E_BUYER_DENIES_SELLER: The buyer doesn't buy from this seller or channel.
    case buyerDeniesSeller = 213

    /// E_SOURCE: The buyer doesn't buy from this source.
    case source = 214

    /// E_DUPLICATE_BUYER: The buyer says that it has this lead already.
    case duplicateBuyer = 215

    /// E_DO_NOT_PRESENT: The buyer's do-not-present list names the contact.
    case doNotPresent = 216

    /// E_ALREADY_SOLD_HERE: The lead was sold to this buyer before.
    case alreadySoldHere = 217

    /// E_GROUP_REJECT: The group's entry condition failed.
    case groupReject = 218

    /// E_CONSENT_NOT_NAMED: The consent doesn't name this buyer.
    case consentNotNamed = 219

    /// E_CHAIN_LOOP: The lead came through this buyer before.
    case chainLoop = 220

    /// E_TOO_OLD: The lead is older than the campaign takes.
    case tooOld = 221

    /// E_TEST_ONLY: A test lead for a real campaign, or the other way round.
    case testOnly = 222

    /// E_NO_AGENT: No agent is available.
    case noAgent = 223

    /// E_LANGUAGE: No agent speaks the lead's language.
    case language = 224

    /// E_SKILL: No agent has the skill.
    case skill = 225

    /// E_GEO: No agent covers the place.
    case geography = 226

    /// E_TIMEZONE: It is the wrong hour where the lead lives.
    case timeZone = 227

    /// E_QUOTA: The agent's quota is full.
    case quota = 228

    // Bid: what came back instead of a usable bid.

    /// B_NOBID: The buyer declined to bid. Detail: the buyer's code.
    case noBid = 301

    /// B_TIMEOUT: No answer by the auction's deadline.
    case bidTimeout = 302

    /// B_LATE: A bid came after the deadline: recorded, unusable.
    case bidLate = 303

    /// B_INVALID: The answer was malformed or broke the campaign's terms. Detail: what was wrong.
    case bidInvalid = 304

    /// B_TRANSPORT: The ping couldn't be sent.
    case bidTransport = 305

    // Loss: why a usable bid didn't win.

    /// L_BELOW_FLOOR: The price is under the floor. Detail: the price needed.
    case belowFloor = 401

    /// L_MARGIN:
    /// The price covers the seller's minimum but not the margin. Detail: the price needed.
    case lostToMargin = 402

    /// L_OUTBID: A higher price won. Detail: the smallest price that would have won.
    case outbid = 403

    /// L_PRIORITY: A member before it in order won.
    case priority = 404

    /// L_NOT_IN_BEST_SET: Another set of buyers was worth more.
    case notInBestSet = 405

    /// L_TIE: Same price; the tie-break chose another.
    case tie = 406

    /// L_QUALITY_RANK: Another ranked higher on quality.
    case qualityRank = 407

    /// L_SELLER_DECLINED: The seller didn't take the offer.
    case sellerDeclined = 408

    /// L_OFFER_EXPIRED: The offer ran out.
    case offerExpired = 409

    /// L_CONSUMER_NOT_PICKED: The consumer chose another.
    case consumerNotPicked = 410

    // Post: what the buyer said of the award.

    /// P_ACCEPTED: The buyer accepted the lead.
    case accepted = 501

    /// P_REJECTED: The buyer rejected the lead. Detail: the buyer's code.
    case rejected = 502

    /// P_DUPLICATE: The buyer has this lead already.
    case postDuplicate = 503

    /// P_COUNTER: The buyer offers another price. Detail: that price.
    case counter = 504

    /// P_ERROR: The buyer answered with an error.
    case postError = 505

    /// P_UNKNOWN: The buyer is silent; nobody knows yet.
    case postUnknown = 506

    /// P_VOIDED: The award was taken back after the grace ran out.
    case voided = 507

    // Sale: what happened to it afterwards.

    /// S_RETURNED: The buyer gave the lead back. Detail: the code.
    case returned = 601

    /// S_ADJUSTED: The price was corrected afterwards.
    case adjusted = 602

    /// S_CHARGED_BACK: The payment was charged back.
    case chargedBack = 603
}
