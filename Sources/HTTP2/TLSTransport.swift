import Reactor
import TLS

/// TLS over a socket. What is read and written at once shares a system call, however many records
/// it is.
///
///     handshaking ──► open ──► closed
final class TLSTransport: ByteTransport {
    let descriptor: Int32
    private let engine: TLSEngine
    private let buffers: TLSBuffers
    private let loop: EventLoop
    /// Encrypted bytes that the socket didn't take.
    private var unsent: [UInt8] = []
    private var unsentOffset = 0
    private var hasFailed = false
    private(set) var tookAllAllowed = false

    private init(_ descriptor: Int32, _ engine: TLSEngine, _ buffers: TLSBuffers, _ loop: EventLoop)
    {
        self.descriptor = descriptor
        self.engine = engine
        self.buffers = buffers
        self.loop = loop
    }

    /// A connection that was accepted. On the loop.
    convenience init(
        accepted descriptor: Int32, _ tls: TLSServer, on loop: EventLoop
    ) throws(TLSError) {
        let buffers = loop.local { TLSBuffers() }
        self.init(descriptor, try tls.makeEngine(buffers), buffers, loop)
    }

    /// A connection that was made to a server of this name or address. On the loop.
    convenience init(
        connected descriptor: Int32, _ tls: TLSClient, to name: String, on loop: EventLoop
    ) throws(TLSError) {
        let buffers = loop.local { TLSBuffers() }
        self.init(descriptor, try tls.makeEngine(to: name, buffers), buffers, loop)
    }

    var isOpen: Bool { engine.isOpen }
    var hasBufferedInput: Bool { engine.hasMore }
    var hasUnsentOutput: Bool { unsentOffset < unsent.count }
    var peerCertificate: PeerCertificate? { engine.peerCertificate }

    /// A client speaks first.
    func start() -> TransportStep {
        engine.isServer ? .wouldBlock : act(on: engine.start())
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> TransportStep {
        if !engine.hasMore {
            let share = UnsafeMutableRawBufferPointer(
                rebasing: buffers.input[..<min(buffer.count, buffers.input.count)])
            tookAllAllowed = false
            switch Sockets.receive(descriptor, into: share) {
            case .bytes(let count):
                tookAllAllowed = count == share.count
                engine.fill(count)
            case .wouldBlock: return .wouldBlock
            case .end: return engine.isOpen ? .end : .failed(Self.leftEarly)
            case .failed(let error):
                return .failed(HTTP2Error(.transport, "The connection broke.", cause: error))
            }
        }
        return act(on: engine.receive(into: buffer))
    }

    /// Any step may have made records: answers of the handshake, alerts, key updates.
    private func act(on step: TLSEngine.Step) -> TransportStep {
        if buffers.hasOutput, case .failed(let error) = write() {
            // What TLS itself has to say tells more than that the socket is gone.
            guard case .failed = step else { return .failed(error) }
        }
        switch step {
        case .bytes(let count): return .bytes(count)
        case .opened: return .opened
        case .needsInput: return .wouldBlock
        case .ended: return .end
        case .failed(let error):
            hasFailed = true
            return .failed(HTTP2Error(.tls, error.description))
        }
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> TransportStep {
        guard !hasUnsentOutput else { return .wouldBlock }
        if let error = engine.send(bytes) {
            return .failed(HTTP2Error(.tls, error.description))
        }
        if case .failed(let error) = write() { return .failed(error) }
        return .bytes(bytes.count)
    }

    func flush() -> TransportStep {
        guard hasUnsentOutput else { return .bytes(0) }
        let transfer = unsent.withUnsafeBytes { bytes in
            Sockets.send(descriptor, UnsafeRawBufferPointer(rebasing: bytes[unsentOffset...]))
        }
        guard case .bytes(let count) = transfer else { return step(transfer) }
        unsentOffset += count
        guard !hasUnsentOutput else { return .wouldBlock }
        unsent = []
        unsentOffset = 0
        return .bytes(count)
    }

    /// Sends the buffers' output, and keeps what the socket doesn't take.
    private func write() -> TransportStep {
        let output = buffers.takeOutput()
        guard !hasUnsentOutput else {
            unsent.append(contentsOf: output)
            return .wouldBlock
        }
        switch Sockets.send(descriptor, output) {
        case .bytes(let count):
            if count < output.count {
                unsent.append(contentsOf: UnsafeRawBufferPointer(rebasing: output[count...]))
            }
            return .bytes(count)
        case .wouldBlock:
            unsent.append(contentsOf: output)
            return .wouldBlock
        case let other: return step(other)
        }
    }

    func close(lingering: Bool) {
        engine.close()
        if buffers.hasOutput { _ = write() }
        guard lingering || hasFailed else { return Sockets.closeDescriptor(descriptor) }
        LastWords.linger(descriptor, on: loop)
    }

    private static let leftEarly = HTTP2Error(
        .tls, "The peer closed the connection within the TLS handshake.")
}
