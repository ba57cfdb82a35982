import SwiftProtobuf

/// A message as it travels: one byte "compressed?", four bytes length (big endian), the bytes.
///
/// swift-protobuf asks for a bag of bytes and fills it; this bag is five bytes longer than asked for,
/// so that the prefix is in place and the message is encoded once, into the buffer that is sent.
/// Source: gRPC `PROTOCOL-HTTP2.md`, "Length-Prefixed-Message".
struct FramedMessage: SwiftProtobufContiguousBytes {
    /// Bytes before each message.
    static let prefixCount = 5

    /// Prefix and message.
    private(set) var bytes: [UInt8]

    init(repeating byte: UInt8, count: Int) {
        bytes = [UInt8](unsafeUninitializedCapacity: count + Self.prefixCount) { buffer, filled in
            buffer.initialize(repeating: byte)
            Self.writePrefix(into: UnsafeMutableRawBufferPointer(buffer), count: count)
            filled = count + Self.prefixCount
        }
    }

    init(_ sequence: some Sequence<UInt8>) {
        let payload = Array(sequence)
        self.init(repeating: 0, count: payload.count)
        bytes.replaceSubrange(Self.prefixCount..., with: payload)
    }

    /// Bytes of the message alone.
    var count: Int { bytes.count - Self.prefixCount }

    func withUnsafeBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[5...])) }
    }

    mutating func withUnsafeMutableBytes<Result>(
        _ body: (UnsafeMutableRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try bytes.withUnsafeMutableBytes {
            try body(UnsafeMutableRawBufferPointer(rebasing: $0[5...]))
        }
    }

    private static func writePrefix(into buffer: UnsafeMutableRawBufferPointer, count: Int) {
        buffer[0] = 0
        buffer.storeBytes(of: UInt32(count).bigEndian, toByteOffset: 1, as: UInt32.self)
    }
}

extension FramedMessage {
    /// Encodes a message for sending.
    ///
    /// - Throws: RESOURCE_EXHAUSTED when it is longer than `bytesMax`, INTERNAL when it can't be
    ///   encoded (proto2 messages that lack a required field). Both are the sender's mistakes.
    static func encode(
        _ message: some Message, bytesMax: Int, sender: PeerRole
    ) throws(RPCError) -> [UInt8] {
        let framed: FramedMessage
        do {
            framed = try message.serializedBytes()
        } catch {
            throw RPCError(.internal, "The \(sender)'s message can't be encoded.", cause: error)
        }
        guard framed.count <= bytesMax else {
            throw RPCError(
                .resourceExhausted,
                "The \(sender)'s message has \(framed.count) bytes; it may send \(bytesMax).")
        }
        return framed.bytes
    }
}

/// Which end of a call is meant, in sentences.
enum PeerRole: String, Sendable, CustomStringConvertible {
    case client
    case server

    var description: String { rawValue }
}
