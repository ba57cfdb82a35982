/// Told what happens on a stream, on its loop, never from inside a call that the delegate makes.
///
///     headers ──► data* ──► (trailers) ──► close        close may come at any point, and is last
///
/// Sending, consuming and resetting are allowed in every one of these.
public protocol HTTP2StreamDelegate: AnyObject {
    /// The request's fields (server), or the response's final ones (client; 1xx are skipped).
    func streamDidReceiveHeaders(_ stream: HTTP2Stream, _ fields: [HeaderField], endStream: Bool)
    /// Bytes that are good during this call only. Their flow-control window is closed until
    /// `consume` gives it back. Empty only when it says `endStream` alone.
    func streamDidReceiveData(
        _ stream: HTTP2Stream, _ bytes: UnsafeRawBufferPointer, endStream: Bool)
    /// The peer's side ends with these.
    func streamDidReceiveTrailers(_ stream: HTTP2Stream, _ fields: [HeaderField])
    /// `bufferedBytes` was above `drainMarkBytes` and isn't any longer.
    func streamDidDrain(_ stream: HTTP2Stream)
    /// Exactly once, and last. The stream lets go of its delegate afterwards.
    func streamDidClose(_ stream: HTTP2Stream, _ reason: StreamCloseReason)
}
