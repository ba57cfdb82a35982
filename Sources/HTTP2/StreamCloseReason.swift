/// How a stream ended, from the point of view of whoever used it.
public enum StreamCloseReason: Hashable, Sendable {
    /// Both sides said all that they had to.
    case completed
    /// RST_STREAM, by the peer or by us (asked for, or because the peer broke the protocol).
    case reset(HTTP2ErrorCode, byPeer: Bool)
    /// The peer never looked at the request (REFUSED_STREAM, above GOAWAY's last stream, or never
    /// sent): it is safe to send it again elsewhere.
    case unprocessed
    /// The connection ended first; a sentence says how.
    case connectionLost(String)
}

extension StreamCloseReason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .completed: "completed"
        case .reset(let code, true): "reset by the peer with \(code)"
        case .reset(let code, false): "reset with \(code)"
        case .unprocessed: "refused before anything was processed"
        case .connectionLost(let sentence): sentence
        }
    }
}
