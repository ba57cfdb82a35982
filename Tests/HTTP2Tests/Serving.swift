import Reactor
import TLS
import Testing

@testable import HTTP2

let anyPort = SocketAddress.ipv4(0x7f00_0001, port: 0)

/// Serves with `makeDelegate` while `body` runs.
func serving(
    _ limits: HTTP2Limits = .inner, loops count: Int = 1, on address: SocketAddress = anyPort,
    tls: TLSServer? = nil,
    onFailure: @escaping HTTP2Server.OnFailure = { _, _ in },
    makeDelegate: @escaping @Sendable (HTTP2Stream) -> (any HTTP2StreamDelegate)? = { _ in
        Recorder(onEnd: { answer($0) })
    },
    _ body: (HTTP2Server, SocketAddress, EventLoopGroup) async throws -> Void
) async throws {
    let loops = try EventLoopGroup(count: count, name: "test")
    let server = HTTP2Server(
        loops: loops, limits: limits, tls: tls, onFailure: onFailure, onStream: makeDelegate)
    let listener = try server.listen(on: address)
    do {
        try await body(server, listener.address, loops)
    } catch {
        Issue.record(error)
    }
    await server.shutdown(grace: .zero)
    #expect(server.openConnections == 0)
    loops.shutdown()
}

/// Sends one request on the connection's loop and waits for its end.
func fetch(
    _ client: HTTP2ClientConnection, _ body: [UInt8]? = nil
) async throws -> (log: [String], body: [UInt8]) {
    try await withUnsafeThrowingContinuation { done in
        client.loop.execute {
            let recorder = Recorder()
            recorder.onClose = { done.resume(returning: (recorder.log, recorder.body)) }
            do {
                let stream = try client.open(
                    HeaderField.post, endStream: body == nil, delegate: recorder)
                if let body { stream.sendData(body, endStream: true) }
            } catch {
                done.resume(throwing: error)
            }
        }
    }
}

func closing(
    _ client: HTTP2ClientConnection,
    _ close: @escaping @Sendable (HTTP2ClientConnection) -> Void
) async -> HTTP2Error? {
    await withUnsafeContinuation { done in
        client.loop.execute {
            client.onClose { done.resume(returning: $0) }
            close(client)
        }
    }
}

/// Reads until the other end closes; how many bytes came.
func bytesUntilEnd(_ fd: Int32, on loop: EventLoop) async throws -> Int {
    try await withUnsafeThrowingContinuation { done in
        loop.execute { Reading(fd, done).start(on: loop) }
    }
}

private final class Reading {
    private let fd: Int32
    private let done: UnsafeContinuation<Int, any Error>
    private var count = 0
    private var registration: Registration?

    init(_ fd: Int32, _ done: UnsafeContinuation<Int, any Error>) {
        self.fd = fd
        self.done = done
    }

    func start(on loop: EventLoop) {
        do {
            registration = try loop.register(fd, .read) { [self] _ in read() }
        } catch {
            done.resume(throwing: error)
        }
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 1_000)
        switch buffer.withUnsafeMutableBytes({ Sockets.receive(fd, into: $0) }) {
        case .bytes(let count): self.count += count
        case .wouldBlock: break
        case .end, .failed:
            registration?.cancel()
            registration = nil
            done.resume(returning: count)
        }
    }
}
