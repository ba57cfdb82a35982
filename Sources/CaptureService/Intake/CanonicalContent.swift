import LeadlineAPI

/// The bytes that say what a submission is about, equal for equal content: map order, wire order
/// and defaults spelled out don't count (DESIGN section 5). The idempotency key and how long the
/// seller waits aren't content.
///
/// Their digest is stored and compared with those of later tries, also by later versions of this
/// program: what is written here never changes for content that can be sent today.
struct CanonicalContent: Equatable {
    let bytes: [UInt8]

    /// A submission's content, through the channel that it was taken to come through.
    init(_ submission: Submission, channel: String) {
        var out = ByteWriter(capacity: 1_000)
        out.put("leadline/submit/1")
        out.put(channel)
        let kind = submission.kind == .unspecified ? .web : submission.kind
        out.put(kind.rawValue)
        out.put(submission.test ? 1 : 0)
        out.put(submission.fields.count)
        for (name, text) in submission.fields {
            out.put(name)
            out.put(text)
        }
        // These messages have no maps, so that their encoding is canonical; one that says nothing
        // is the same as none.
        out.put(submission.minPayout ?? [])
        out.put(submission.capturedAt ?? [])
        out.put(submission.source)
        out.put(submission.subIDs)
        out.put(submission.consent)
        out.put(submission.priorSales)
        bytes = out.bytes
    }
}

extension ByteWriter {
    fileprivate mutating func put(_ number: Int) {
        append(littleEndian: UInt64(bitPattern: Int64(number)))
    }

    /// With its length first, so that no two contents run into the same bytes.
    fileprivate mutating func put(_ text: String) {
        text.withBytes {
            put($0.count)
            append($0)
        }
    }

    fileprivate mutating func put(_ message: [UInt8]) {
        put(message.count)
        message.withUnsafeBytes { append($0) }
    }
}
