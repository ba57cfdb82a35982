/// What the library's callbacks found; acted on when its call has returned.
enum SessionEvent {
    case headers(HTTP2Stream, [HeaderField], endStream: Bool)
    /// The bytes lie in the buffer that is being received.
    case data(HTTP2Stream, UnsafeRawBufferPointer, endStream: Bool)
    case trailers(HTTP2Stream, [HeaderField])
    case drained(HTTP2Stream)
    case closed(HTTP2Stream, StreamCloseReason)
    case notice(SessionNotice)
}

/// What a connection needs to know of its session.
enum SessionNotice {
    /// The peer's SETTINGS came: the handshake is done when it is the first.
    case settings
    /// The peer takes no streams above the last one.
    case goAway(HTTP2ErrorCode)
    /// A PING of ours came back.
    case pong(UInt64)
    /// A stream ended; its delegate knows.
    case streamEnded
}
