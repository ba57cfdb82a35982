import Reactor
import TLS

/// The socket itself (h2c, with prior knowledge).
final class PlainTransport: ByteTransport {
    let descriptor: Int32
    private var hasReceived = false
    private(set) var tookAllAllowed = false

    private let loop: EventLoop

    init(_ descriptor: Int32, on loop: EventLoop) {
        self.descriptor = descriptor
        self.loop = loop
    }

    var isOpen: Bool { true }
    var hasBufferedInput: Bool { false }
    var hasUnsentOutput: Bool { false }
    var peerCertificate: PeerCertificate? { nil }

    func start() -> TransportStep { .opened }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> TransportStep {
        let transfer = Sockets.receive(descriptor, into: buffer)
        tookAllAllowed = if case .bytes(buffer.count) = transfer { true } else { false }
        if !hasReceived, case .bytes(let count) = transfer {
            hasReceived = true
            if let error = Self.confusion(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
                return .failed(error)
            }
        }
        return step(transfer)
    }

    /// The first bytes of a TLS record (RFC 8446 section 5.1) are none that HTTP/2 begins with.
    private static func confusion(_ bytes: UnsafeRawBufferPointer) -> HTTP2Error? {
        guard bytes.count >= 2, bytes[1] == 3 else { return nil }
        switch bytes[0] {
        case 0x15:
            return HTTP2Error(.tls, "The server speaks TLS on this port: call it by https://.")
        case 0x16:
            return HTTP2Error(.tls, "The client speaks TLS, and this port doesn't.")
        default: return nil
        }
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> TransportStep {
        step(Sockets.send(descriptor, bytes))
    }

    func flush() -> TransportStep { .bytes(0) }

    func close(lingering: Bool) {
        guard lingering else { return Sockets.closeDescriptor(descriptor) }
        LastWords.linger(descriptor, on: loop)
    }
}
