import FoundationEssentials
import LeadlineAPI
import SwiftProtobuf

/// A `SubmitReply` that travels as the bytes that were stored, so that a repeated submission gets
/// the same answer byte for byte, whatever version of the program reads them (FEATURES A6).
///
/// As a message it has no fields of its own: everything is one run of unknown fields, which
/// SwiftProtobuf writes as they are.
struct StoredReply: Message {
    static let protoMessageName = "leadline.v1.SubmitReply"

    var unknownFields = UnknownStorage()
    private var bytes = Data()

    init() {}

    /// A reply that was stored, or was just serialised.
    init(_ bytes: [UInt8]) {
        self.bytes = Data(bytes)
    }

    /// A reply that is only sent.
    init(message: WireSubmitReply) throws {
        bytes = try message.serializedBytes()
    }

    /// A reply as it came in a message.
    init(_ bytes: Data) {
        self.bytes = bytes
    }

    /// The reply as a message, for whoever looks into it.
    func decoded() throws -> WireSubmitReply {
        try WireSubmitReply(serializedBytes: bytes)
    }

    var isInitialized: Bool { true }
    var debugDescription: String { "StoredReply(\(bytes.count) bytes)" }
    var hashValue: Int { bytes.hashValue }
    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
    func isEqualTo(message: any Message) -> Bool { (message as? StoredReply)?.bytes == bytes }

    mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while try decoder.nextFieldNumber() != nil {}
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visitUnknown(bytes: bytes)
    }
}
