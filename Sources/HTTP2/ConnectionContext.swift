import Reactor
import TLS

/// What all streams of a connection share, and may still be asked after it has ended.
final class ConnectionContext {
    /// Nil only where a session is driven without a loop, on one thread.
    let loop: EventLoop?
    /// The other end's address as text, made once.
    let peer: String
    /// Who the peer is, if it showed a certificate; known before its first stream.
    var peerCertificate: PeerCertificate?
    let locals = ConnectionLocals()

    init(loop: EventLoop?, peer: String) {
        self.loop = loop
        self.peer = peer
    }
}
