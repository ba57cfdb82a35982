public import Market
import SwiftProtobuf

extension WireDecisionRecord {
    /// A decision as it is stored, without its lead and seed.
    /// - Parameters:
    ///   - chosen: How many of the chosen campaigns an earlier part names.
    ///   - market: The version that decided.
    public init(_ record: DecisionRecord, chosenFrom chosen: Int = 0, in market: Snapshot) {
        self.init()
        engineVersion = Int32(clamping: record.engineVersion)
        marketVersion = record.marketVersion
        steps = record.steps.map { step in
            .with {
                $0.at = Google_Protobuf_Timestamp(microseconds: step.atMicros)
                $0.kind = step.event.wire(in: market)
            }
        }
        chosenCampaignIds = record.chosen.dropFirst(chosen).map { $0.wire(in: market) }
        tieBreak = record.tieBreak?.wire ?? ""
    }

    /// The record as a part of one: what the last part says of the tie-break counts, also that
    /// there was none.
    public func partBytes() -> [UInt8] {
        var out = MessageWriter(capacity: 2_048)
        write(to: &out)
        if tieBreak.isEmpty { out.element(7, tieBreak) }
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
