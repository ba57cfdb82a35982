import LeadlineAPI
import SwiftProtobuf

/// The bytes that say what a submission is about, equal for equal content: map order, wire order
/// and defaults spelled out don't count (DESIGN section 5). The idempotency key and how long the
/// seller waits aren't content.
///
/// Their digest is stored and compared with those of later tries, also by later versions of this
/// program: what is written here never changes for content that can be sent today.
struct CanonicalContent: Equatable {
    private(set) var bytes: [UInt8] = []

    /// A submission's content, through the channel that it was taken to come through.
    init(_ request: WireSubmitRequest, channel: String) {
        bytes.reserveCapacity(512)
        put("leadline/submit/1")
        put(channel)
        put(request.kind == .unspecified ? WireLeadKind.web.rawValue : request.kind.rawValue)
        put(request.test ? 1 : 0)
        put(fields: request.fields)
        put(request.hasMinPayout ? request.minPayout : nil)
        put(request.hasCapturedAt ? request.capturedAt : nil)
        put(request.hasSource ? request.source : nil)
        put(request.hasSubIds ? request.subIds : nil)
        put(request.hasConsent ? request.consent : nil)
        put(request.hasPriorSales ? request.priorSales : nil)
    }

    private mutating func put(fields: [String: String]) {
        put(fields.count)
        for name in fields.keys.sorted() {
            put(name)
            put(fields[name] ?? "")
        }
    }

    private mutating func put(_ number: Int) {
        withUnsafeBytes(of: UInt64(bitPattern: Int64(number)).littleEndian) {
            bytes.append(contentsOf: $0)
        }
    }

    /// With its length first, so that no two contents run into the same bytes.
    private mutating func put(_ text: String) {
        put(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// These messages have no maps, so that their encoding is canonical; one that says nothing
    /// is the same as none.
    private mutating func put(_ message: (some DirectMessage)?) {
        let encoded = message?.directBytes() ?? []
        put(encoded.count)
        bytes.append(contentsOf: encoded)
    }
}
