import GRPC
import LeadlineAPI

/// A submission whose parts are encoded: each once, and then measured, compared, sealed and kept
/// as these bytes, which are the same for equal content.
struct Submission: Sendable {
    var channelID = ""
    var idempotencyKey = ""
    var kind = WireLeadKind.unspecified
    var test = false
    /// Raw values by name, sorted by name.
    var fields: [(key: String, value: String)] = []
    /// Messages; empty where nothing was said.
    var source: [UInt8] = []
    var subIDs: [UInt8] = []
    var consent: [UInt8] = []
    var priorSales: [UInt8] = []
    /// The same, but nil where they aren't there.
    var minPayout: [UInt8]?
    var maxProcessing: [UInt8]?
    var capturedAt: [UInt8]?

    /// Encodes a submission's parts.
    init(_ request: WireSubmitRequest) {
        channelID = request.channelID
        idempotencyKey = request.idempotencyKey
        kind = request.kind
        test = request.test
        fields = request.fields.sorted { $0.key < $1.key }
        source = request.source.directBytes()
        subIDs = request.subIds.directBytes()
        consent = request.consent.directBytes()
        priorSales = request.priorSales.directBytes()
        if request.hasMinPayout { minPayout = request.minPayout.directBytes() }
        if request.hasMaxProcessing { maxProcessing = request.maxProcessing.directBytes() }
        if request.hasCapturedAt { capturedAt = request.capturedAt.directBytes() }
    }

    /// Reads a submission as it came: what is encoded already, and the way that we would, is kept
    /// as it is.
    ///
    /// - Throws: when the bytes aren't a `SubmitRequest`.
    init(encoded bytes: [UInt8]) throws {
        if let plain = try? bytes.withUnsafeBytes({ try Submission(plain: $0) }) {
            self = plain
        } else {
            self.init(try WireSubmitRequest(serializedBytes: bytes))
        }
    }
}
