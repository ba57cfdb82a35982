import GRPC
import LeadlineAPI
import Market
import SwiftProtobuf

/// What a submission says besides its fields, checked and brought to one form.
struct Envelope {
    var idempotencyKey: String?
    var kind: WireLeadKind
    var medium: String
    /// The encoded tracking values, cut to fit.
    var subIDs: [UInt8]
    /// The first of them.
    var sub1: String
    var minPayout: Money?
    var processingMilliseconds: Int64
    var alreadySold: Int32
    var test: Bool
    /// What was cut to fit.
    var flags: [WireFieldFlag] = []

    /// Reads a submission for a channel.
    ///
    /// - Throws: `RPCError` INVALID_ARGUMENT, naming what is wrong: faults of the message itself,
    ///   which no lead is kept for. What is wrong with the lead's fields is said in its answer.
    init(
        _ submission: Submission, _ channel: CaptureChannel, currency: Currency,
        limits: IntakeLimits
    ) throws(RPCError) {
        do throws(WireError) {
            try Self.checkSizes(submission, limits)
            idempotencyKey = try Self.idempotencyKey(submission.idempotencyKey, limits)
            kind = try Self.kind(submission.kind)
            minPayout = try Self.minPayout(submission, channel, currency, limits)
            processingMilliseconds = try Self.processing(submission, channel)
            alreadySold = try Self.alreadySold(submission, limits)
            try Self.checkCapturedAt(submission)
        } catch {
            throw RPCError(.invalidArgument, error.description)
        }
        test = submission.test || channel.mode == .test
        subIDs = submission.subIDs
        sub1 = ""
        medium = ""
        if !subIDs.isEmpty, !keepPlainSubIDs(limits) { keep(Submission.decoded(subIDs), limits) }
        if !submission.source.isEmpty { keepMedium(submission, limits) }
    }

    /// Looks at the encoded values, which nearly always are short and plain; false if they aren't.
    private mutating func keepPlainSubIDs(_ limits: IntakeLimits) -> Bool {
        subIDs.withUnsafeBytes { encoded in
            var reader = FieldReader(encoded)
            do throws(FieldReader.NotPlain) {
                while let tag = try reader.tag() {
                    guard tag.isDelimited else { return false }
                    let text = try reader.delimited()
                    guard text.count <= limits.subIDCharactersMax,
                        text.allSatisfy(Self.isPlain)
                    else { return false }
                    if case .delimited(1) = tag { sub1 = String(decoding: text, as: UTF8.self) }
                }
                return true
            } catch {
                return false
            }
        }
    }

    private mutating func keep(_ said: WireSubIds, _ limits: IntakeLimits) {
        let charactersMax = limits.subIDCharactersMax
        var kept = said
        for (name, path) in WireSubIds.paths {
            let text = said[keyPath: path]
            if Self.isPlain(text, charactersMax: charactersMax) { continue }
            kept[keyPath: path] = Self.plain(text, charactersMax: charactersMax)
            flags.append(.with(name, .truncated))
        }
        sub1 = kept.sub1
        subIDs = kept.directBytes()
    }

    private mutating func keepMedium(_ submission: Submission, _ limits: IntakeLimits) {
        let source: WireSource = Submission.decoded(submission.source)
        medium = source.medium.lowercased()
        if Self.isPlain(medium, charactersMax: limits.mediumCharactersMax) { return }
        medium = Self.plain(medium, charactersMax: limits.mediumCharactersMax)
        flags.append(.with("source.medium", .truncated))
    }

    /// Whether a text is short enough and has no control characters (PostgreSQL's text has no NUL).
    private static func isPlain(_ text: String, charactersMax: Int) -> Bool {
        (text.utf8.count <= charactersMax || text.count <= charactersMax)
            && text.utf8.allSatisfy(isPlain)
    }

    private static func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F }

    /// The text made so.
    private static func plain(_ text: String, charactersMax: Int) -> String {
        let kept = text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return String(String(String.UnicodeScalarView(kept)).prefix(charactersMax))
    }
}

extension WireSubIds {
    fileprivate nonisolated(unsafe) static let paths:
        [(String, WritableKeyPath<WireSubIds, String>)] = [
            ("sub1", \.sub1), ("sub2", \.sub2), ("sub3", \.sub3), ("sub4", \.sub4),
            ("sub5", \.sub5), ("click_id", \.clickID), ("source_id", \.sourceID),
            ("utm_source", \.utmSource), ("utm_medium", \.utmMedium),
            ("utm_campaign", \.utmCampaign), ("utm_term", \.utmTerm),
            ("utm_content", \.utmContent),
        ]
}

extension Envelope {
    private static func checkSizes(
        _ submission: Submission, _ limits: IntakeLimits
    ) throws(WireError) {
        guard submission.fields.count <= limits.fieldsMax else {
            throw WireError(
                .outOfRange, "fields", "must not have more than \(limits.fieldsMax) entries")
        }
        for (name, value) in submission.fields {
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
        try check(submission.consent, "consent", limits.consentBytesMax)
        try check(submission.source, "source", limits.sourceBytesMax)
    }

    private static func check(
        _ message: [UInt8], _ field: String, _ bytesMax: Int
    ) throws(WireError) {
        guard message.count <= bytesMax else {
            throw WireError(.outOfRange, field, "must not be longer than \(bytesMax) bytes")
        }
    }

    private static func isFieldName(_ name: String, _ limits: IntakeLimits) -> Bool {
        (1...limits.fieldNameBytesMax).contains(name.utf8.count)
            && name.withBytes { $0.allSatisfy(isOfFieldName) }
    }

    private static func isOfFieldName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
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
        _ submission: Submission, _ channel: CaptureChannel, _ currency: Currency,
        _ limits: IntakeLimits
    ) throws(WireError) -> Money? {
        let own = channel.minPayout.micros > 0 ? channel.minPayout : nil
        guard let minPayout = submission.minPayout else { return own }
        let asked = try within("min_payout") { () throws(WireError) in
            let price = try Money.price(wire: Submission.decoded(minPayout), in: currency)
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
        _ submission: Submission, _ channel: CaptureChannel
    ) throws(WireError) -> Int64 {
        guard let maxProcessing = submission.maxProcessing else {
            return channel.processingMilliseconds
        }
        let asked = try within("max_processing") { () throws(WireError) in
            let asked: Google_Protobuf_Duration = Submission.decoded(maxProcessing)
            return try asked.milliseconds()
        }
        return min(asked, channel.processingMilliseconds)
    }

    private static func checkCapturedAt(_ submission: Submission) throws(WireError) {
        guard let capturedAt = submission.capturedAt else { return }
        _ = try within("captured_at") { () throws(WireError) in
            let moment: Google_Protobuf_Timestamp = Submission.decoded(capturedAt)
            return try moment.microseconds()
        }
    }

    private static func alreadySold(
        _ submission: Submission, _ limits: IntakeLimits
    ) throws(WireError) -> Int32 {
        if submission.priorSales.isEmpty { return 0 }
        let prior: WirePriorSales = Submission.decoded(submission.priorSales)
        let buyers = prior.buyerHashes
        guard buyers.count <= limits.priorBuyersMax, buyers.allSatisfy({ $0.count <= 64 }) else {
            throw WireError(
                .outOfRange, "prior_sales.buyer_hashes",
                "must be at most \(limits.priorBuyersMax), of at most 64 bytes each")
        }
        guard (0...1_000).contains(prior.alreadySold) else {
            throw WireError(.outOfRange, "prior_sales.already_sold", "must be 0 to 1000")
        }
        return prior.alreadySold
    }
}
