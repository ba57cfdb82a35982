/// Cuts the bytes of a stream into messages, wherever HTTP/2 happened to cut them into frames.
///
///     prefix incomplete ──5 bytes──► body incomplete ──length bytes──► message ──► prefix …
///                          │ length > max: RESOURCE_EXHAUSTED, at the prefix, before buffering
///                          │ flag 1 where nothing was agreed, or flag > 1: INTERNAL
///
/// A compressed message is decompressed when it is taken, so that what waits stays small.
struct MessageDecoder {
    /// Longest message accepted.
    let bytesMax: Int
    /// Who wrote these bytes, for the sentences of errors.
    let sender: PeerRole
    /// How messages with the flag are compressed; `nil` when it isn't understood here.
    var compression: Compression? = .identity
    /// Whether the message taken last had the flag.
    private(set) var lastWasCompressed = false

    private var buffer: [UInt8] = []
    /// Where the unread part of the buffer starts.
    private var start = 0

    init(bytesMax: Int, sender: PeerRole) {
        self.bytesMax = bytesMax
        self.sender = sender
    }

    /// Bytes received and not yet taken as messages.
    var unreadCount: Int { buffer.count - start }

    /// Puts received bytes behind those that wait.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        compact()
        buffer.append(contentsOf: bytes)
    }

    /// Bytes that the next message takes with its prefix; `nil` while the prefix is incomplete.
    ///
    /// - Throws: the errors drawn above.
    func nextCount() throws(RPCError) -> Int? {
        let start = start
        let result = buffer.withUnsafeBytes { bytes in
            Result { () throws(RPCError) in
                try checkedLength(of: UnsafeRawBufferPointer(rebasing: bytes[start...]))
            }
        }
        return try result.get()
    }

    /// Whether a whole message waits.
    func hasMessage() throws(RPCError) -> Bool {
        guard let count = try nextCount() else { return false }
        return unreadCount >= count
    }

    /// Takes the next message, if it is whole, and gives its bytes to `body`; false if there is
    /// none. Returns nothing of `body`'s, because a type that is only known at run time would have
    /// to be asked for at each message.
    mutating func next(
        _ body: (UnsafeRawBufferPointer) throws(RPCError) -> Void
    ) throws(RPCError) -> Bool {
        guard let count = try nextCount(), unreadCount >= count else { return false }
        let payload = start + FramedMessage.prefixCount..<start + count
        lastWasCompressed = buffer[start] == 1
        start += count
        if lastWasCompressed {
            let message = try decompressed(payload)
            try message.withUnsafeBytes { bytes in
                Result { () throws(RPCError) in try body(bytes) }
            }.get()
            return true
        }
        try buffer.withUnsafeBytes { bytes in
            Result { () throws(RPCError) in
                try body(UnsafeRawBufferPointer(rebasing: bytes[payload]))
            }
        }.get()
        return true
    }

    private func decompressed(_ payload: Range<Int>) throws(RPCError) -> [UInt8] {
        let (bytesMax, sender) = (bytesMax, sender)
        return try buffer.withUnsafeBytes { bytes in
            Result { () throws(RPCError) in
                try Gzip.decompressed(
                    UnsafeRawBufferPointer(rebasing: bytes[payload]), bytesMax: bytesMax,
                    sender: sender)
            }
        }.get()
    }

    /// The message's bytes when `bytes` is exactly one message and nothing waits, as nearly every
    /// unary call is; `nil` otherwise, also when it is compressed. Copies nothing.
    func whole(_ bytes: UnsafeRawBufferPointer) throws(RPCError) -> UnsafeRawBufferPointer? {
        guard unreadCount == 0, try checkedLength(of: bytes) == bytes.count, bytes[0] == 0
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[FramedMessage.prefixCount...])
    }

    /// The length of the first message in `bytes`, prefix included.
    private func checkedLength(of bytes: UnsafeRawBufferPointer) throws(RPCError) -> Int? {
        guard bytes.count >= FramedMessage.prefixCount else { return nil }
        let length = Int(
            UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self)))
        if bytes[0] != 0 { try checkFlag(bytes[0]) }
        guard length <= bytesMax else {
            throw RPCError(
                .resourceExhausted,
                "The \(sender)'s message has \(length) bytes; \(bytesMax) are accepted.")
        }
        return length + FramedMessage.prefixCount
    }

    private func checkFlag(_ flag: UInt8) throws(RPCError) {
        guard flag == 1 else {
            throw RPCError(
                .internal, "The \(sender)'s message starts with \(flag), not with 0 or 1.")
        }
        switch compression {
        case .gzip: return
        case .identity:
            throw RPCError(
                .internal,
                "The \(sender)'s message is compressed, but its headers don't say how.")
        case nil:
            throw RPCError(
                .internal,
                "The \(sender)'s message is compressed in a way that isn't understood here.")
        }
    }

    /// Gives the read part back; a buffer that one big message blew up is let go of.
    private mutating func compact() {
        guard start > 0 else { return }
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= 1 << 16)
            start = 0
        } else if start >= buffer.count / 2 {
            buffer.removeSubrange(..<start)
            start = 0
        }
    }
}
