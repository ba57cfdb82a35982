import LeadlineAPI

/// The bytes that say what a submission is about, equal for equal content: map order, wire order
/// and defaults spelled out don't count (DESIGN section 5). The idempotency key and how long the
/// seller waits aren't content.
///
/// Their digest is stored and compared with those of later tries, also by later versions of this
/// program: what is written here never changes for content that can be sent today.
struct CanonicalContent: Equatable {
    private(set) var bytes = [UInt8](unsafeUninitializedCapacity: 1_024) { $1 = 0 }

    /// A submission's content, through the channel that it was taken to come through.
    init(_ submission: Submission, channel: String) {
        let request = submission.request
        put("leadline/submit/1")
        put(channel)
        put(request.kind == .unspecified ? WireLeadKind.web.rawValue : request.kind.rawValue)
        put(request.test ? 1 : 0)
        put(submission.fields.count)
        for (name, text) in submission.fields {
            put(name)
            put(text)
        }
        // These messages have no maps, so that their encoding is canonical; one that says nothing
        // is the same as none.
        put(submission.minPayout)
        put(submission.capturedAt)
        put(submission.source)
        put(submission.subIDs)
        put(submission.consent)
        put(submission.priorSales)
    }

    private mutating func put(_ number: Int) {
        withUnsafeBytes(of: UInt64(bitPattern: Int64(number)).littleEndian) {
            bytes.append(contentsOf: $0)
        }
    }

    /// With its length first, so that no two contents run into the same bytes.
    private mutating func put(_ text: String) {
        var text = text
        text.withUTF8 {
            put($0.count)
            bytes.append(contentsOf: $0)
        }
    }

    private mutating func put(_ message: [UInt8]) {
        put(message.count)
        bytes.append(contentsOf: message)
    }
}
