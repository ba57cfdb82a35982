import LeadlineAPI

/// A submission whose parts are encoded: each once, and then measured, compared, sealed and kept
/// as these bytes. An object, because it is passed on.
final class Submission: Sendable {
    /// As it was sent.
    let request: WireSubmitRequest
    /// Raw values by name, sorted by name.
    let fields: [(key: String, value: String)]
    /// Messages; empty where nothing was said.
    let source: [UInt8]
    let subIDs: [UInt8]
    let consent: [UInt8]
    let priorSales: [UInt8]
    let minPayout: [UInt8]
    let capturedAt: [UInt8]

    /// Encodes a submission's parts. One that isn't there reads as one that says nothing.
    init(_ request: WireSubmitRequest) {
        self.request = request
        fields = request.fields.sorted { $0.key < $1.key }
        source = request.source.directBytes()
        subIDs = request.subIds.directBytes()
        consent = request.consent.directBytes()
        priorSales = request.priorSales.directBytes()
        minPayout = request.minPayout.directBytes()
        capturedAt = request.capturedAt.directBytes()
    }
}
