import Foundation
import LeadlineAPI
import Market
import StrictYAML
import Vault

extension MarketReader {
    /// A buyer with its campaigns.
    func buyer(_ place: YAMLPlace) -> WireBuyer {
        var buyer = WireBuyer()
        let keys = ["id", "name", "status", "keys", "campaigns", "deny_sellers"]
        guard let mapping = mapping(place, keys: keys) else { return buyer }
        buyer.id = text(mapping, "id", required: true)
        buyer.name = text(mapping, "name")
        buyer.status = status(mapping)
        buyer.keys = self.keys(mapping)
        buyer.campaigns = list(mapping, "campaigns").map(campaign)
        buyer.denySellers = texts(mapping, "deny_sellers")
        return buyer
    }

    private func campaign(_ place: YAMLPlace) -> WireCampaign {
        var campaign = WireCampaign()
        let keys = [
            "id", "name", "status", "price_model", "fixed_price", "max_price", "filters", "caps",
            "disclosure", "deny_media", "min_score", "award_timeout_ms", "grace_ms", "show_floor",
        ]
        guard let mapping = mapping(place, keys: keys) else { return campaign }
        campaign.id = text(mapping, "id", required: true)
        campaign.name = text(mapping, "name")
        campaign.status = status(mapping)
        readPrice(mapping, into: &campaign)
        campaign.filters = filters(mapping, "filters")
        campaign.caps = list(mapping, "caps").map(cap)
        campaign.disclosure =
            choice(
                mapping, "disclosure",
                [("on_confirm", WireDisclosureMode.onConfirm), ("on_award", .onAward)])
            ?? .onConfirm
        campaign.denyMedia = texts(mapping, "deny_media")
        campaign.minScore = Int32(integer(mapping, "min_score", 0...10))
        campaign.awardTimeoutMs =
            mapping.has("award_timeout_ms")
            ? milliseconds(mapping, "award_timeout_ms", most: 600_000) : awardTimeoutMilliseconds
        campaign.graceMs =
            mapping.has("grace_ms")
            ? milliseconds(mapping, "grace_ms", most: 604_800_000) : graceMilliseconds
        campaign.showFloor = bool(mapping, "show_floor")
        return campaign
    }

    /// A fixed price, or the most that a live bid may be; the model follows from which is there.
    private func readPrice(_ mapping: YAMLMapping, into campaign: inout WireCampaign) {
        let models = [("fixed", WirePriceModel.fixed), ("live", .live)]
        let implied: WirePriceModel? =
            mapping.has("fixed_price") ? .fixed : mapping.has("max_price") ? .live : nil
        guard let model = choice(mapping, "price_model", models) ?? implied else {
            return fail(
                mapping.mark, mapping.path, "A price is needed: fixed_price, or max_price for bids."
            )
        }
        campaign.priceModel = model
        if let price = money(mapping, "fixed_price") { campaign.fixedPrice = price }
        if let price = money(mapping, "max_price") { campaign.maxPrice = price }
    }

    private func cap(_ place: YAMLPlace) -> WireCap {
        var cap = WireCap()
        guard let mapping = mapping(place, keys: ["id", "window", "max_sold", "time_zone"]) else {
            return cap
        }
        cap.id = text(mapping, "id", required: true)
        let window: CapWindow? = choice(
            mapping, "window", CapWindow.allCases.map { ($0.name, $0) }, required: true)
        cap.window = window.flatMap { WireCapWindow(rawValue: $0.rawValue) } ?? .day
        if !mapping.has("max_sold") { _ = text(mapping, "max_sold", required: true) }
        cap.maxSold = integer(mapping, "max_sold", 0...1_000_000_000_000)
        cap.timeZone = text(mapping, "time_zone")
        if let zone = mapping["time_zone"], !Self.isZone(cap.timeZone) {
            fail(zone, "An IANA time zone is needed, such as America/Chicago or UTC.")
        }
        return cap
    }

    /// Abbreviations ("CST") name several zones, and none that keeps summer time.
    private static func isZone(_ name: String) -> Bool {
        name == "UTC" || (name.contains("/") && TimeZone(identifier: name) != nil)
    }

    /// The hash of a key. The message never quotes what stands there: it may be the key itself.
    func hash(_ place: YAMLPlace) -> Data {
        guard let text = text(place) else { return Data() }
        if let hash = APIKeyHash(text: text) { return Data(hash.digest.bytes) }
        let isKey = text.hasPrefix("lk_")
        fail(
            place,
            isKey
                ? "This is a key itself: take it out of the file and write its hash."
                : "The hash of a key is needed: sha256: and 64 hexadecimal digits.")
        return Data()
    }
}
