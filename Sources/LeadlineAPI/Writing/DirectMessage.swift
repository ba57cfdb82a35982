public import FoundationEssentials
import GRPC
public import SwiftProtobuf

/// A message that writes itself (`Generated/writing.pb.swift`), several times as fast as through
/// SwiftProtobuf's visitors. A test holds each to SwiftProtobuf's bytes.
public protocol DirectMessage: Message {
    /// Writes its fields.
    func write(to out: inout MessageWriter)
}

extension DirectMessage {
    /// The encoded message: the same bytes as `serializedBytes()`.
    ///
    /// - Parameter expected: As many bytes as usually suffice.
    public func directBytes(expecting expected: Int = 320) -> [UInt8] {
        var out = MessageWriter(capacity: expected)
        write(to: &out)
        return out.bytes
    }

    /// The encoded message, for a message that carries it.
    public func directData() -> Data { Data(directBytes(expecting: 192)) }

    /// The encoded message with fields of the same message behind it that were encoded before:
    /// whoever reads it sees one message.
    public func directData(followedBy more: Data) -> Data {
        var out = MessageWriter(capacity: more.count + 128)
        write(to: &out)
        out.append(more)
        return Data(out.bytes)
    }
}

extension MessageCodec where Value: DirectMessage & QuickMessage {
    /// For a message that reads and writes itself.
    static var direct: MessageCodec {
        MessageCodec(
            decode: { bytes in try Value(quickly: bytes) },
            encodingBehind: { message, prefix in
                var out = MessageWriter(prefix: prefix)
                message.write(to: &out)
                return out.bytes
            })
    }
}

extension Google_Protobuf_Timestamp: DirectMessage {
    /// Writes its fields.
    public func write(to out: inout MessageWriter) {
        out.number(1, seconds)
        out.number(2, Int64(nanos))
        out.unknown(unknownFields)
    }
}

extension Google_Protobuf_Duration: DirectMessage {
    /// Writes its fields.
    public func write(to out: inout MessageWriter) {
        out.number(1, seconds)
        out.number(2, Int64(nanos))
        out.unknown(unknownFields)
    }
}
