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
    public func directBytes() -> [UInt8] {
        var out = MessageWriter()
        write(to: &out)
        return out.bytes
    }
}

extension MessageCodec where Value: DirectMessage {
    /// For a message that writes itself.
    static var direct: MessageCodec {
        MessageCodec(encodingBehind: { message, prefix in
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
