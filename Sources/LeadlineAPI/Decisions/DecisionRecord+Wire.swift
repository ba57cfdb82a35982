public import Market
import SwiftProtobuf

extension WireDecisionRecord {
    /// A decision as it is stored.
    /// - Parameters:
    ///   - lead: The lead as it was assessed.
    ///   - seed: What decided among equals, as in the record's first step.
    ///   - market: The version that decided.
    public init(
        _ record: DecisionRecord, lead: WireLeadFacts, seed: UInt64, in market: Snapshot
    ) {
        self.init()
        engineVersion = Int32(clamping: record.engineVersion)
        marketVersion = record.marketVersion
        self.seed = seed
        self.lead = lead
        steps = record.steps.map { step in
            .with {
                $0.at = Google_Protobuf_Timestamp(microseconds: step.atMicros)
                $0.kind = step.event.wire(in: market)
            }
        }
        chosenCampaignIds = record.chosen.map { $0.wire(in: market) }
        tieBreak = record.tieBreak?.wire ?? ""
    }
}

extension DecisionRecord {
    /// A decision as it was stored. Throws a `WireError` that names the field.
    public init(wire: WireDecisionRecord, tenant: TenantID) throws(WireError) {
        let context = try within("lead") { () throws(WireError) in
            RecordContext(
                lead: try LeadID(wire: wire.lead.leadID, "lead_id"),
                channel: try ChannelID(wire: wire.lead.channelID, tenant: tenant),
                seed: wire.seed, tenant: tenant)
        }
        self.init(
            engineVersion: Int(wire.engineVersion), marketVersion: wire.marketVersion,
            steps: try convert(wire.steps, of: "steps") { (step) throws(WireError) in
                DecisionStep(
                    atMicros: try micros(step.at, isSet: step.hasAt, "at"),
                    try SagaEvent(wire: step, context))
            },
            chosen: try convert(wire.chosenCampaignIds, of: "chosen_campaign_ids") {
                (key) throws(WireError) in try CampaignID(wire: key, tenant: tenant)
            },
            tieBreak: try TieBreak.reading(wire.tieBreak))
    }
}

extension TieBreak {
    /// Its name on the wire.
    public var wire: String {
        switch self {
        case .leastRecentlyServed: "least_recently_served"
        case .hash: "hash"
        }
    }

    /// Nil for an empty text: there were no equals.
    static func reading(_ text: String) throws(WireError) -> TieBreak? {
        switch text {
        case "": nil
        case TieBreak.leastRecentlyServed.wire: .leastRecentlyServed
        case TieBreak.hash.wire: .hash
        default: throw WireError(.unknownValue, "tie_break", "must be a known tie-break")
        }
    }
}
