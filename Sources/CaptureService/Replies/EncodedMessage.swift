import FoundationEssentials
import GRPC
import LeadlineAPI
import SwiftProtobuf

/// A message that travels as bytes that are there already.
///
/// To SwiftProtobuf it has no fields of its own: everything is one run of unknown fields, which is
/// written as it is.
struct EncodedMessage<Content: Message>: Message, Equatable {
    static var protoMessageName: String { Content.protoMessageName }

    /// Where SwiftProtobuf puts all of it when it reads one.
    var unknownFields = UnknownStorage()
    private var given: [UInt8] = []

    init() {}

    /// The message that these bytes are.
    init(_ bytes: [UInt8]) {
        given = bytes
    }

    /// The message that these bytes are.
    init(_ bytes: Data) {
        given = [UInt8](bytes)
    }

    /// A message, encoded now.
    init(message: Content) throws {
        given = try message.serializedBytes()
    }

    /// The message's bytes.
    var bytes: [UInt8] { given.isEmpty ? [UInt8](unknownFields.data) : given }

    /// The message, for whoever looks into it.
    func decoded() throws -> Content {
        try Content(serializedBytes: bytes)
    }

    /// The bytes as they are.
    static var codec: MessageCodec<EncodedMessage> {
        MessageCodec(
            decode: { bytes in EncodedMessage([UInt8](bytes)) },
            encodingBehind: { message, prefix in
                let body = message.bytes
                var out = MessageWriter(prefix: prefix, capacity: body.count)
                out.append(body)
                return out.bytes
            })
    }

    var isInitialized: Bool { true }
    var debugDescription: String { "\(Self.protoMessageName) (\(bytes.count) bytes)" }
    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
    func isEqualTo(message: any Message) -> Bool { (message as? Self) == self }
    static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

    mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while try decoder.nextFieldNumber() != nil {}
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visitUnknown(bytes: Data(bytes))
    }
}

/// An answer as it was stored, so that a repeated submission gets the same one byte for byte,
/// whatever version of the program reads it (FEATURES A6).
typealias StoredReply = EncodedMessage<WireSubmitReply>
