import Reactor

/// Bytes to and from the peer over one non-blocking descriptor: plain TCP, or TLS later, which
/// does its handshake inside the first calls and says in `waitsFor` what it needs to go on.
/// Touched only on the connection's loop.
public protocol ByteTransport: AnyObject {
    var descriptor: Int32 { get }
    /// What the last `.wouldBlock` of receiving waits for: reading, unless the transport has to
    /// write first.
    var receiveWaitsFor: Interest { get }
    /// Decrypted bytes are here that readiness won't tell of.
    var hasBufferedInput: Bool { get }
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer
    func send(_ bytes: UnsafeRawBufferPointer) -> Transfer
    /// Closes the descriptor; nothing is called afterwards.
    func close()
}

/// The socket itself (h2c, with prior knowledge).
final class PlainTransport: ByteTransport {
    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    var receiveWaitsFor: Interest { .read }
    var hasBufferedInput: Bool { false }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        Sockets.receive(descriptor, into: buffer)
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        Sockets.send(descriptor, bytes)
    }

    func close() {
        Sockets.closeDescriptor(descriptor)
    }
}
