import GRPC
import Market
import ServiceHost

/// A market as capture needs it: the schema ready to read raw texts, and channels by key with
/// their sellers.
struct CaptureForm: MarketExtra {
    /// Sorted by name.
    let rules: [FieldRule]
    let currency: Currency
    let version: Int64
    let tenant: TenantID

    private let channels: [String: CaptureChannel]
    private let channelsOfSeller: [String: [String]]

    init(_ market: LoadedMarket) {
        let snapshot = market.snapshot
        rules = snapshot.schema.fields.map {
            FieldRule($0, currency: snapshot.currency, region: snapshot.defaultRegion)
        }
        currency = snapshot.currency
        version = market.version
        tenant = market.tenant
        let all = snapshot.channels.map {
            CaptureChannel($0, seller: snapshot.seller(of: $0))
        }
        channels = Dictionary(
            all.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        channelsOfSeller = Dictionary(grouping: all, by: \.seller).mapValues { $0.map(\.key) }
    }

    /// The channel that a submission comes through: the one that it names, or the only one that
    /// its key is for.
    ///
    /// - Throws: `RPCError` INVALID_ARGUMENT when it must name one; PERMISSION_DENIED when the
    ///   channel isn't the caller's, whether or not it exists.
    func channel(named name: String, of caller: Caller) throws(RPCError) -> CaptureChannel {
        let key: String
        if !name.isEmpty {
            key = name
        } else if let own = caller.channel {
            key = own
        } else if let own = channelsOfSeller[caller.party], own.count == 1 {
            key = own[0]
        } else {
            throw RPCError(
                .invalidArgument, "channel_id is needed: this key is for several channels.")
        }
        guard let channel = channels[key], channel.seller == caller.party,
            caller.channel == nil || caller.channel == key
        else {
            throw RPCError(.permissionDenied, "This key isn't for the channel in channel_id.")
        }
        return channel
    }
}

/// A channel as capture needs it. An object, because every lead passes one on.
final class CaptureChannel: Sendable {
    let key: String
    /// The seller's key in the market.
    let seller: String
    /// The channel and its seller do business.
    let isActive: Bool
    let mode: ChannelMode
    let minPayout: Money
    let processingMilliseconds: Int64

    init(_ channel: Channel, seller: Seller) {
        key = channel.key
        self.seller = seller.key
        isActive = channel.status == .active && seller.status == .active
        mode = channel.mode
        minPayout = channel.minPayout
        processingMilliseconds = channel.maxProcessingMilliseconds
    }
}
