import SwiftProtobuf

/// How the messages of one type are read and written.
///
/// Made where the type is known by name (`Method.init` is inlined there), so that the compiler can
/// specialize swift-protobuf for it: a decoder that has to ask for the types of a map at run time
/// costs several times as much.
public struct MessageCodec<Value: Message>: Sendable {
    @usableFromInline let decode: @Sendable (UnsafeRawBufferPointer) throws -> Value
    /// With gRPC's prefix.
    @usableFromInline let encode: @Sendable (Value) throws -> [UInt8]

    @inlinable
    public init() {
        self.init(decode: { bytes in try Value(serializedBytes: bytes.bytes) })
    }

    /// For a message that has a faster way to its bytes than SwiftProtobuf's.
    ///
    /// - Parameters:
    ///   - decode: Gives the message that bytes hold; SwiftProtobuf does unless something else is
    ///     said.
    ///   - encode: Gives the encoded message behind so many bytes, which it leaves free.
    public init(
        decode: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Value = { bytes in
            try Value(serializedBytes: bytes.bytes)
        },
        encodingBehind encode: @escaping @Sendable (Value, Int) throws -> [UInt8]
    ) {
        self.decode = decode
        self.encode = { message in
            var bytes = try encode(message, FramedMessage.prefixCount)
            let count = bytes.count - FramedMessage.prefixCount
            bytes.withUnsafeMutableBytes { FramedMessage.writePrefix(into: $0, count: count) }
            return bytes
        }
    }

    @inlinable
    init(decode: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Value) {
        self.decode = decode
        encode = { message in
            let framed: FramedMessage = try message.serializedBytes()
            return framed.bytes
        }
    }
}

extension MessageCodec where Value: QuickMessage {
    /// For a message that reads its usual fields itself.
    @inlinable
    public static var quick: MessageCodec {
        MessageCodec(decode: { bytes in try Value(quickly: bytes) })
    }
}

extension MessageCodec {
    /// Reads a message that the other end sent.
    ///
    /// - Throws: INVALID_ARGUMENT when the client's bytes aren't this message, INTERNAL when the
    ///   server's aren't.
    func read(
        _ bytes: UnsafeRawBufferPointer, from sender: PeerRole, path: String
    ) throws(RPCError) -> Value {
        do {
            return try decode(bytes)
        } catch {
            let verb = sender == .client ? "takes" : "answers"
            throw RPCError(
                sender == .client ? .invalidArgument : .internal,
                "The \(sender)'s message isn't a \(Value.protoMessageName), which \(path) \(verb).",
                cause: error)
        }
    }

    /// Encodes a message for sending, prefix and all.
    ///
    /// - Parameter compression: How it is compressed, unless that makes it longer.
    /// - Throws: RESOURCE_EXHAUSTED when it is longer than `bytesMax` before, INTERNAL when it
    ///   can't be encoded (proto2 messages that lack a required field). Both are the sender's
    ///   mistakes.
    func framed(
        _ message: Value, bytesMax: Int, sender: PeerRole, compression: Compression = .identity
    ) throws(RPCError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try encode(message)
        } catch {
            throw RPCError(.internal, "The \(sender)'s message can't be encoded.", cause: error)
        }
        let count = bytes.count - FramedMessage.prefixCount
        guard count <= bytesMax else {
            throw RPCError(
                .resourceExhausted,
                "The \(sender)'s message has \(count) bytes; it may send \(bytesMax).")
        }
        if compression == .gzip { return Gzip.compressed(framed: bytes) ?? bytes }
        return bytes
    }
}
