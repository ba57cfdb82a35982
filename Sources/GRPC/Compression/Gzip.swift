import CZlib

/// Messages in RFC 1952's format, one member each.
enum Gzip {
    /// The message compressed, with gRPC's prefix in front; `nil` when that wouldn't be shorter.
    ///
    /// - Parameter framed: A message that isn't compressed, with its prefix.
    static func compressed(framed: [UInt8]) -> [UInt8]? {
        let prefixCount = FramedMessage.prefixCount
        let streams = GzipStreams.current
        defer { withExtendedLifetime(streams) {} }
        guard framed.count - prefixCount >= Compression.bytesMin, let stream = streams.deflater()
        else { return nil }
        // No room for more than it had: zlib says so when it would get longer.
        var compressed = [UInt8](repeating: 0, count: framed.count - 1)
        let result = framed.withUnsafeBytes { source in
            compressed.withUnsafeMutableBytes { target in
                stream.pointee.read(source[prefixCount...])
                stream.pointee.write(to: target[prefixCount...])
                return deflate(stream, Z_FINISH)
            }
        }
        guard result == Z_STREAM_END else { return nil }
        compressed.removeLast(Int(stream.pointee.avail_out))
        compressed.withUnsafeMutableBytes {
            FramedMessage.writePrefix(into: $0, count: $0.count - prefixCount)
            $0[0] = 1
        }
        return compressed
    }

    /// The message that was compressed. Never holds more than twice `bytesMax`: a bomb is noticed
    /// while it goes off.
    ///
    /// - Throws: RESOURCE_EXHAUSTED when it is longer than `bytesMax`, INTERNAL when the bytes
    ///   aren't exactly one whole member of the format.
    static func decompressed(
        _ bytes: UnsafeRawBufferPointer, bytesMax: Int, sender: PeerRole
    ) throws(RPCError) -> [UInt8] {
        let streams = GzipStreams.current
        defer { withExtendedLifetime(streams) {} }
        guard let stream = streams.inflater() else {
            throw RPCError(.resourceExhausted, "No memory is left to decompress with.")
        }
        // One byte more than is accepted, so that a message of exactly that length ends well.
        let roomMax = bytesMax + 1
        var message = [UInt8](repeating: 0, count: min(roomMax, max(256, bytes.count * 4)))
        var filled = 0
        stream.pointee.read(bytes[...])
        while true {
            let result = message.withUnsafeMutableBytes { room in
                stream.pointee.write(to: room[filled...])
                let result = inflate(stream, Z_NO_FLUSH)
                filled = room.count - Int(stream.pointee.avail_out)
                return result
            }
            guard filled <= bytesMax else { throw tooLong(bytesMax, sender) }
            switch result {
            case Z_STREAM_END:
                guard stream.pointee.avail_in == 0 else { throw malformed(sender) }
                message.removeLast(message.count - filled)
                return message
            case Z_OK where filled == message.count:
                message += [UInt8](repeating: 0, count: min(filled, roomMax - filled))
            default:
                // Z_OK or Z_BUF_ERROR with room left: the bytes end before the member does.
                throw malformed(sender)
            }
        }
    }

    private static func tooLong(_ bytesMax: Int, _ sender: PeerRole) -> RPCError {
        RPCError(
            .resourceExhausted,
            "The \(sender)'s message is longer than \(bytesMax) bytes once it is decompressed.")
    }

    private static func malformed(_ sender: PeerRole) -> RPCError {
        RPCError(.internal, "The \(sender)'s message isn't gzip, as its flag and headers say.")
    }
}

extension z_stream {
    /// zlib reads here. Its interface lacks a `const`; it doesn't write.
    fileprivate mutating func read(_ bytes: Slice<UnsafeRawBufferPointer>) {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes)
        next_in = UnsafeMutablePointer(
            mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        avail_in = UInt32(bytes.count)
    }

    /// zlib writes here.
    fileprivate mutating func write(to bytes: Slice<UnsafeMutableRawBufferPointer>) {
        let bytes = UnsafeMutableRawBufferPointer(rebasing: bytes)
        next_out = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        avail_out = UInt32(bytes.count)
    }
}
