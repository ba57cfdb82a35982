public import Market
import SwiftProtobuf

extension LeadFacts {
    /// What scoring is told of a lead, for an assessment at `nowMicros`.
    /// Throws a `WireError` that names the field.
    public init(
        wire: WireLeadFacts, tenant: TenantID, nowMicros: Int64
    ) throws(WireError) {
        self.init(
            lead: try LeadID(wire: wire.leadID, "lead_id"),
            channel: try ChannelID(wire: wire.channelID, tenant: tenant),
            fields: try within("fields") { () throws(WireError) in
                try Fields(wire: wire.fields)
            },
            receivedAtMicros: try micros(
                wire.receivedAt, isSet: wire.hasReceivedAt, "received_at"),
            nowMicros: nowMicros)
        guard wire.sealedFields.count <= Fields.maxCount else {
            throw WireError(
                .outOfRange, "sealed_fields", "must not hold more than \(Fields.maxCount) names")
        }
        guard wire.alreadySold >= 0 else {
            throw WireError(.outOfRange, "already_sold", "must not be negative")
        }
        sealedFields = wire.sealedFields.sorted()
        medium = wire.sourceMedium.isEmpty ? nil : wire.sourceMedium
        test = wire.test
        alreadySold = Int(wire.alreadySold)
    }

    /// What scoring is told of it. The kind of lead, the seller's minimum and the time of capture
    /// aren't facts of an assessment: whoever sends the message adds them.
    public func wire(in market: Snapshot) -> WireLeadFacts {
        var wire = WireLeadFacts()
        wire.leadID = lead.wire
        if let channel = market.channel(channel) { wire.sellerID = market.seller(of: channel).key }
        wire.channelID = channel.wire(in: market)
        wire.fields = fields.wire
        wire.sealedFields = sealedFields
        wire.sourceMedium = medium ?? ""
        wire.receivedAt = Google_Protobuf_Timestamp(microseconds: receivedAtMicros)
        wire.test = test
        wire.alreadySold = Int32(clamping: alreadySold)
        return wire
    }
}
