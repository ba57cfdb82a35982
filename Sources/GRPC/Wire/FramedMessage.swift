import SwiftProtobuf

/// A message as it travels: one byte "compressed?", four bytes length (big endian), the bytes.
///
/// swift-protobuf asks for a bag of bytes and fills it; this bag is five bytes longer than asked
/// for, so that the prefix is in place and the message is encoded once, into the buffer that is
/// sent. Source: gRPC `PROTOCOL-HTTP2.md`, "Length-Prefixed-Message".
@usableFromInline
struct FramedMessage: SwiftProtobufContiguousBytes {
    /// Bytes before each message.
    @inlinable static var prefixCount: Int { 5 }

    /// Prefix and message.
    @usableFromInline var bytes: [UInt8]

    @inlinable
    init(repeating byte: UInt8, count: Int) {
        bytes = [UInt8](unsafeUninitializedCapacity: count + Self.prefixCount) { buffer, filled in
            buffer.initialize(repeating: byte)
            Self.writePrefix(into: UnsafeMutableRawBufferPointer(buffer), count: count)
            filled = count + Self.prefixCount
        }
    }

    @inlinable
    init(_ sequence: some Sequence<UInt8>) {
        let payload = Array(sequence)
        self.init(repeating: 0, count: payload.count)
        bytes.replaceSubrange(Self.prefixCount..., with: payload)
    }

    /// Bytes of the message alone.
    @inlinable var count: Int { bytes.count - Self.prefixCount }

    @inlinable
    func withUnsafeBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[5...])) }
    }

    @inlinable
    mutating func withUnsafeMutableBytes<Result>(
        _ body: (UnsafeMutableRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try bytes.withUnsafeMutableBytes {
            try body(UnsafeMutableRawBufferPointer(rebasing: $0[5...]))
        }
    }

    @inlinable
    static func writePrefix(into buffer: UnsafeMutableRawBufferPointer, count: Int) {
        buffer[0] = 0
        buffer.storeBytes(of: UInt32(count).bigEndian, toByteOffset: 1, as: UInt32.self)
    }
}
