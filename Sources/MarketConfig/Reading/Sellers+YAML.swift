import LeadlineAPI
import Market
import StrictYAML
import Vault

extension MarketReader {
    /// A seller with its channels.
    func seller(_ place: YAMLPlace) -> WireSeller {
        var seller = WireSeller()
        let keys = ["id", "name", "status", "channels", "deny_buyers", "allow_buyers"]
        guard let mapping = mapping(place, keys: keys) else { return seller }
        seller.id = text(mapping, "id", required: true)
        seller.name = text(mapping, "name")
        seller.status = status(mapping)
        seller.channels = list(mapping, "channels").map(channel)
        seller.denyBuyers = texts(mapping, "deny_buyers")
        seller.allowBuyers = texts(mapping, "allow_buyers")
        return seller
    }

    private func channel(_ place: YAMLPlace) -> WireChannel {
        var channel = WireChannel()
        let keys = [
            "id", "name", "status", "mode", "keys", "min_payout", "margin", "scorecard",
            "acceptance", "max_processing_ms",
        ]
        guard let mapping = mapping(place, keys: keys) else { return channel }
        channel.id = text(mapping, "id", required: true)
        channel.name = text(mapping, "name")
        channel.status = status(mapping)
        let mode: ChannelMode? = choice(
            mapping, "mode", ChannelMode.allCases.map { ($0.name, $0) })
        channel.mode = mode.flatMap { WireChannelMode(rawValue: $0.rawValue) } ?? .route
        channel.keys = self.keys(mapping)
        if let least = money(mapping, "min_payout") { channel.minPayout = least }
        if let margin = margin(mapping) { channel.margin = margin }
        channel.scorecardID = text(mapping, "scorecard")
        channel.acceptance = filters(mapping, "acceptance")
        channel.maxProcessingMs = milliseconds(mapping, "max_processing_ms", most: 600_000)
        return channel
    }

    /// Whether somebody does business; does, where nothing is said.
    func status(_ mapping: YAMLMapping) -> WirePartyStatus {
        let status: PartyStatus? = choice(
            mapping, "status", PartyStatus.allCases.map { ($0.name, $0) })
        return status.flatMap { WirePartyStatus(rawValue: $0.rawValue) } ?? .active
    }

    /// Hashes of API keys: `sha256:...`, or `{hash: sha256:..., label: ...}`.
    func keys(_ mapping: YAMLMapping) -> [WireApiKeyHash] {
        list(mapping, "keys").map { place in
            var key = WireApiKeyHash()
            if case .scalar = place.node {
                key.sha256 = hash(place)
            } else if let fields = self.mapping(place, keys: ["hash", "label"]) {
                key.label = text(fields, "label")
                if let hash = fields["hash"] {
                    key.sha256 = self.hash(hash)
                } else {
                    _ = text(fields, "hash", required: true)
                }
            }
            note(place.path.key("sha256"), place.node.mark)
            return key
        }
    }
}
