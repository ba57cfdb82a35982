/// Received bytes that wait to be taken as messages, and the flow-control window that they hold.
///
/// The window is given back as messages are taken, so that a slow reader slows its peer down. While
/// no whole message waits, everything is given back, or a message longer than the window could
/// never arrive. So at most one window and one message are kept.
struct MessageInbox {
    private var decoder: MessageDecoder
    /// Received bytes whose window the peer hasn't got back.
    private var heldCount = 0

    init(bytesMax: Int, sender: PeerRole) {
        decoder = MessageDecoder(bytesMax: bytesMax, sender: sender)
    }

    /// How the peer compresses the messages that it marks.
    var compression: Compression? {
        get { decoder.compression }
        set { decoder.compression = newValue }
    }

    /// Whether the message taken last was compressed.
    var lastWasCompressed: Bool { decoder.lastWasCompressed }

    /// Bytes received and not yet taken.
    var unreadCount: Int { decoder.unreadCount }

    /// Whether a whole message waits.
    func hasMessage() throws(RPCError) -> Bool { try decoder.hasMessage() }

    /// The one message that these bytes are, read in place; see `MessageDecoder.whole`.
    func whole(_ bytes: UnsafeRawBufferPointer) throws(RPCError) -> UnsafeRawBufferPointer? {
        try decoder.whole(bytes)
    }

    /// Keeps the bytes.
    ///
    /// - Returns: How much window to give back now.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) throws(RPCError) -> Int {
        decoder.append(bytes)
        heldCount += bytes.count
        return try release(taken: 0)
    }

    /// Takes the next message if it is whole, and gives its bytes to `body`.
    ///
    /// - Returns: How much window to give back now; `nil` if there is no message.
    mutating func next(
        _ body: (UnsafeRawBufferPointer) throws(RPCError) -> Void
    ) throws(RPCError) -> Int? {
        let unreadBefore = unreadCount
        guard try decoder.next(body) else { return nil }
        return try release(taken: unreadBefore - unreadCount)
    }

    private mutating func release(taken: Int) throws(RPCError) -> Int {
        let count = try decoder.hasMessage() ? min(taken, heldCount) : heldCount
        heldCount -= count
        return count
    }
}
