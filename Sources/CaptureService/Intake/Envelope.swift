import GRPC
import LeadlineAPI
import Market
import SwiftProtobuf

/// What a submission says besides its fields, checked and brought to one form.
struct Envelope {
    var idempotencyKey: String?
    var kind: WireLeadKind
    var medium: String
    var subIDs: WireSubIds
    var minPayout: Money?
    var processingMilliseconds: Int64
    var capturedAt: Google_Protobuf_Timestamp?
    var alreadySold: Int32
    var test: Bool
    /// What was cut to fit.
    var flags: [WireFieldFlag] = []

    /// Reads a submission for a channel.
    ///
    /// - Throws: `RPCError` INVALID_ARGUMENT, naming what is wrong: faults of the message itself,
    ///   which no lead is kept for. What is wrong with the lead's fields is said in its answer.
    init(
        _ request: WireSubmitRequest, _ channel: CaptureChannel, currency: Currency,
        limits: IntakeLimits
    ) throws(RPCError) {
        do throws(WireError) {
            try Self.checkSizes(request, limits)
            idempotencyKey = try Self.idempotencyKey(request.idempotencyKey, limits)
            kind = try Self.kind(request.kind)
            minPayout = try Self.minPayout(request, channel, currency, limits)
            processingMilliseconds = try Self.processing(request, channel)
            alreadySold = try Self.alreadySold(request.priorSales)
            if request.hasCapturedAt {
                _ = try within("captured_at") { () throws(WireError) in
                    try request.capturedAt.microseconds()
                }
                capturedAt = request.capturedAt
            }
        } catch {
            throw RPCError(.invalidArgument, error.description)
        }
        test = request.test || channel.mode == .test
        subIDs = request.hasSubIds ? request.subIds : WireSubIds()
        medium = ""
        capTexts(request.source.medium.lowercased(), limits)
    }

    private mutating func capTexts(_ medium: String, _ limits: IntakeLimits) {
        var cut: [String] = []
        for (name, path) in Self.subIDPaths {
            let capped = Self.plain(subIDs[keyPath: path], charactersMax: limits.subIDCharactersMax)
            guard let capped else { continue }
            subIDs[keyPath: path] = capped
            cut.append(name)
        }
        self.medium = medium
        if let capped = Self.plain(medium, charactersMax: limits.mediumCharactersMax) {
            self.medium = capped
            cut.append("source.medium")
        }
        flags = cut.map { WireFieldFlag.with($0, .truncated) }
    }

    private nonisolated(unsafe) static let subIDPaths:
        [(String, WritableKeyPath<WireSubIds, String>)] = [
            ("sub1", \.sub1), ("sub2", \.sub2), ("sub3", \.sub3), ("sub4", \.sub4),
            ("sub5", \.sub5), ("click_id", \.clickID), ("source_id", \.sourceID),
            ("utm_source", \.utmSource), ("utm_medium", \.utmMedium),
            ("utm_campaign", \.utmCampaign), ("utm_term", \.utmTerm),
            ("utm_content", \.utmContent),
        ]

    /// The text without control characters (PostgreSQL's text has no NUL) and cut to a length;
    /// nil when it may stay as it is.
    private static func plain(_ text: String, charactersMax: Int) -> String? {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        if isPlain, text.utf8.count <= charactersMax || text.count <= charactersMax { return nil }
        let kept = text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return String(String(String.UnicodeScalarView(kept)).prefix(charactersMax))
    }
}

extension Envelope {
    private static func checkSizes(
        _ request: WireSubmitRequest, _ limits: IntakeLimits
    ) throws(WireError) {
        guard request.fields.count <= limits.fieldsMax else {
            throw WireError(
                .outOfRange, "fields", "must not have more than \(limits.fieldsMax) entries")
        }
        for (name, value) in request.fields {
            guard isFieldName(name, limits) else {
                throw WireError(
                    .malformed, "fields",
                    "must be named with 1 to \(limits.fieldNameBytesMax) letters, digits, "
                        + "`_`, `-` or `.`")
            }
            guard value.utf8.count <= limits.rawValueBytesMax else {
                throw WireError(
                    .outOfRange, "fields[\(name)]",
                    "must not be longer than \(limits.rawValueBytesMax) bytes")
            }
        }
        if request.hasConsent {
            try checkBytes(of: request.consent, "consent", limits.consentBytesMax)
        }
        if request.hasSource {
            try checkBytes(of: request.source, "source", limits.sourceBytesMax)
        }
        guard request.priorSales.buyerHashes.count <= limits.priorBuyersMax,
            request.priorSales.buyerHashes.allSatisfy({ $0.count <= 64 })
        else {
            throw WireError(
                .outOfRange, "prior_sales.buyer_hashes",
                "must be at most \(limits.priorBuyersMax), of at most 64 bytes each")
        }
    }

    private static func checkBytes(
        of message: some DirectMessage, _ field: String, _ bytesMax: Int
    ) throws(WireError) {
        let count = message.directBytes().count
        guard count <= bytesMax else {
            throw WireError(.outOfRange, field, "must not be longer than \(bytesMax) bytes")
        }
    }

    private static func isFieldName(_ name: String, _ limits: IntakeLimits) -> Bool {
        (1...limits.fieldNameBytesMax).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                    UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    private static func idempotencyKey(
        _ key: String, _ limits: IntakeLimits
    ) throws(WireError) -> String? {
        if key.isEmpty { return nil }
        let charactersMax = limits.idempotencyKeyCharactersMax
        guard key.utf8.count <= charactersMax || key.count <= charactersMax,
            key.utf8.count <= 4 * charactersMax
        else {
            throw WireError(
                .outOfRange, "idempotency_key",
                "must not be longer than \(charactersMax) characters")
        }
        guard key.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw WireError(.malformed, "idempotency_key", "must not have control characters")
        }
        return key
    }

    private static func kind(_ kind: WireLeadKind) throws(WireError) -> WireLeadKind {
        switch kind {
        case .unspecified: return .web
        case .web, .call: return kind
        case .UNRECOGNIZED: throw WireError(.unknownValue, "kind", "must be a known kind of lead")
        }
    }

    private static func minPayout(
        _ request: WireSubmitRequest, _ channel: CaptureChannel, _ currency: Currency,
        _ limits: IntakeLimits
    ) throws(WireError) -> Money? {
        let own = channel.minPayout.micros > 0 ? channel.minPayout : nil
        guard request.hasMinPayout else { return own }
        let asked = try within("min_payout") { () throws(WireError) in
            let price = try Money.price(wire: request.minPayout, in: currency)
            guard price.micros <= limits.priceMicrosMax else {
                throw WireError(
                    .outOfRange, "micros", "must be at most \(limits.priceMicrosMax)")
            }
            return price
        }
        guard let own, own.micros > asked.micros else { return asked }
        return own
    }

    private static func processing(
        _ request: WireSubmitRequest, _ channel: CaptureChannel
    ) throws(WireError) -> Int64 {
        guard request.hasMaxProcessing else { return channel.processingMilliseconds }
        let asked = try within("max_processing") { () throws(WireError) in
            try request.maxProcessing.milliseconds()
        }
        return min(asked, channel.processingMilliseconds)
    }

    private static func alreadySold(_ prior: WirePriorSales) throws(WireError) -> Int32 {
        guard (0...1_000).contains(prior.alreadySold) else {
            throw WireError(.outOfRange, "prior_sales.already_sold", "must be 0 to 1000")
        }
        return prior.alreadySold
    }
}
