import FoundationEssentials
import LeadlineAPI
import SwiftProtobuf

/// A `SubmitReply` that travels as the bytes that were stored, so that a repeated submission gets
/// the same answer byte for byte, whatever version of the program reads them (FEATURES A6).
///
/// As a message it has no fields of its own: everything is one run of unknown fields, which
/// SwiftProtobuf writes as they are.
struct StoredReply: Message, Equatable {
    static let protoMessageName = "leadline.v1.SubmitReply"

    /// Where SwiftProtobuf puts all of it when it reads a reply.
    var unknownFields = UnknownStorage()
    private var given = Data()

    init() {}

    /// A reply that was stored.
    init(_ bytes: [UInt8]) {
        given = Data(bytes)
    }

    /// A reply as it came in a message.
    init(_ bytes: Data) {
        given = bytes
    }

    /// A reply that is only sent.
    init(message: WireSubmitReply) throws {
        given = try message.serializedBytes()
    }

    /// The reply's bytes.
    var bytes: Data { given.isEmpty ? unknownFields.data : given }

    /// The reply as a message, for whoever looks into it.
    func decoded() throws -> WireSubmitReply {
        try WireSubmitReply(serializedBytes: bytes)
    }

    var isInitialized: Bool { true }
    var debugDescription: String { "StoredReply(\(bytes.count) bytes)" }
    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
    func isEqualTo(message: any Message) -> Bool { (message as? StoredReply) == self }
    static func == (left: StoredReply, right: StoredReply) -> Bool { left.bytes == right.bytes }

    mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while try decoder.nextFieldNumber() != nil {}
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visitUnknown(bytes: bytes)
    }
}
