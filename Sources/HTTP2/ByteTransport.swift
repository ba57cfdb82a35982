import Reactor
import TLS

/// What one try to receive or send gave.
public enum TransportStep {
    case bytes(Int)
    /// The handshake has finished: bytes may be sent from now on.
    case opened
    /// Nothing now: wait for readiness.
    case wouldBlock
    /// The peer has ended its side (receiving only).
    case end
    case failed(HTTP2Error)
}

/// Bytes to and from the peer over one non-blocking descriptor: plain TCP, or TLS, which does its
/// handshake inside the first calls. Touched only on the connection's loop.
public protocol ByteTransport: AnyObject {
    var descriptor: Int32 { get }
    /// Bytes may be sent: there is no handshake, or it has finished.
    var isOpen: Bool { get }
    /// More can be received that readiness won't tell of.
    var hasBufferedInput: Bool { get }
    /// The last `receive` took all from the socket that it was allowed to: there is more, probably.
    var tookAllAllowed: Bool { get }
    /// `send` or a handshake made bytes that the socket didn't take: they go with `flush`.
    var hasUnsentOutput: Bool { get }
    /// Who the peer is, if it showed a certificate; known once open.
    var peerCertificate: PeerCertificate? { get }
    /// Called once, first.
    func start() -> TransportStep
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> TransportStep
    /// Takes some of the bytes, or none while there is unsent output.
    func send(_ bytes: UnsafeRawBufferPointer) -> TransportStep
    /// The socket can be written to: sends what is left. `.wouldBlock` when not all of it went.
    func flush() -> TransportStep
    /// Says goodbye if there is a way to, and closes the descriptor; nothing is called afterwards.
    ///
    /// - Parameter lingering: What was sent last has to reach a peer that may still be sending.
    func close(lingering: Bool)
}

extension ByteTransport {
    /// What a socket's answer means here.
    func step(_ transfer: Transfer) -> TransportStep {
        switch transfer {
        case .bytes(let count): .bytes(count)
        case .wouldBlock: .wouldBlock
        case .end: .end
        case .failed(let error):
            .failed(HTTP2Error(.transport, "The connection broke.", cause: error))
        }
    }
}
