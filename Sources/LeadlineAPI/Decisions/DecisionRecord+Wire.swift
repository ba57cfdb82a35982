public import Market
import SwiftProtobuf

extension DecisionRecord {
    /// What the record doesn't know of its lead, and its first part says.
    public struct Head {
        let lead: String
        let channel: String
        let seed: UInt64

        /// The names of the lead and its channel as they are sent, and what decides among equals.
        public init(lead: String, channel: String, seed: UInt64) {
            self.lead = lead
            self.channel = channel
            self.seed = seed
        }
    }

    /// The record as it is stored, or a part of one. What the last part says of the tie-break
    /// counts, also that there was none.
    /// - Parameters:
    ///   - head: For the first part.
    ///   - chosen: How many of the chosen campaigns an earlier part names.
    ///   - market: The version that decided.
    public func partBytes(_ head: Head?, chosenFrom chosen: Int = 0, in market: Snapshot) -> [UInt8]
    {
        var out = MessageWriter(capacity: 2_048)
        out.number(1, engineVersion)
        out.number(2, marketVersion)
        if let head {
            out.fixed(3, head.seed)
            out.message(
                4,
                WireLeadFacts.with {
                    $0.leadID = head.lead
                    $0.channelID = head.channel
                })
        }
        for step in steps {
            out.message(5) { out in
                out.moment(1, microseconds: step.atMicros)
                step.event.write(to: &out, in: market)
            }
        }
        for campaign in self.chosen.dropFirst(chosen) {
            out.element(6, campaign.wire(in: market))
        }
        out.element(7, tieBreak?.wire ?? "")
        return out.bytes
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
