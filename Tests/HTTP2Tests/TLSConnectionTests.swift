import Glibc
import Reactor
import TLS
import TLSTesting
import Testing

@testable import HTTP2

/// Connections over TLS on real sockets; what can be said without a socket is in `TLSTests`.
@Suite struct TLSConnectionTests {
    private let authority = TestAuthority()

    private func connect(
        _ address: SocketAddress, on loop: EventLoop, _ tls: TLSClient?
    ) async throws -> HTTP2ClientConnection {
        try await HTTP2ClientConnection.connect(
            to: address, on: loop, tls: tls, name: "localhost")
    }

    /// The sentence that connecting fails with.
    private func refusal(
        _ address: SocketAddress, on loop: EventLoop, _ tls: TLSClient?
    ) async -> String? {
        let error = await #expect(throws: HTTP2Error.self) {
            _ = try await connect(address, on: loop, tls)
        }
        return error?.message
    }

    @Test func requestsAreAnswered() async throws {
        try await serving(loops: 2, tls: try authority.server()) { _, address, loops in
            for loop in loops.loops {
                let client = try await connect(address, on: loop, try authority.client())
                for _ in 0..<3 {
                    let reply = try await fetch(client)
                    #expect(reply.log == ["headers", "data 5", "trailers", "completed"])
                }
                #expect(await closing(client) { $0.drain() } == nil)
            }
        }
    }

    @Test func muchPassesBothWaysUnderSmallWindows() async throws {
        let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
        var limits = HTTP2Limits()
        limits.streamWindowBytes = 20_000
        limits.connectionWindowBytes = 70_000
        let tls = try authority.server()
        try await serving(
            limits, tls: tls,
            makeDelegate: { _ in
                let recorder = Recorder()
                recorder.onEnd = { [unowned recorder] in answer($0, recorder.body) }
                return recorder
            }
        ) { _, address, loops in
            let client = try await connect(address, on: loops.next(), try authority.client())
            async let first = fetch(client, body)
            async let second = fetch(client, Array(body.reversed()))
            #expect(try await first.body == body)
            #expect(try await second.body == Array(body.reversed()))
            #expect(await closing(client) { $0.close() } == nil)
        }
    }

    @Test func theServerKnowsWhoCalls() async throws {
        let mine = authority.issue(.init("me", names: "URI:spiffe://x/service/me"), as: "me")
        let tls = try authority.server(clients: .required(caFile: authority.caFile))
        try await serving(
            tls: tls,
            makeDelegate: { stream in
                let name = stream.peerCertificate?.uris.first ?? "nobody"
                return Recorder(onEnd: { answer($0, Array(name.utf8)) })
            }
        ) { _, address, loops in
            let client = try await connect(address, on: loops.next(), try authority.client(mine))
            #expect(try await fetch(client).body == Array("spiffe://x/service/me".utf8))
            #expect(await closing(client) { $0.close() } == nil)
        }
    }

    @Test func bothSidesSayWhyAHandshakeFailed() async throws {
        let (failures, told) = AsyncStream.makeStream(of: String.self)
        let tls = try authority.server(clients: .required(caFile: authority.caFile))
        try await serving(tls: tls, onFailure: { error, _ in told.yield(error.message) }) {
            _, address, loops in
            var iterator = failures.makeAsyncIterator()
            let loop = loops.next()
            let nobody = try authority.client()
            #expect(
                await refusal(address, on: loop, nobody)?.hasPrefix(
                    "The server requires a certificate of ours, and we show none.") == true)
            #expect(
                await iterator.next()?.hasPrefix(
                    "The client shows no certificate, and this port requires one.") == true)
            #expect(
                await refusal(address, on: loop, nil)
                    == "The server speaks TLS on this port: call it by https://.")
            #expect(
                await iterator.next()?.hasPrefix(
                    "The client doesn't speak TLS, and this port does.") == true)
        }
    }

    @Test func aPlaintextServerIsToldFromABrokenOne() async throws {
        let (failures, told) = AsyncStream.makeStream(of: String.self)
        try await serving(onFailure: { error, _ in told.yield(error.message) }) {
            _, address, loops in
            let client = try authority.client()
            #expect(
                await refusal(address, on: loops.next(), client)?.hasPrefix(
                    "The server doesn't speak TLS on this port") == true)
            var iterator = failures.makeAsyncIterator()
            #expect(
                await iterator.next() == "The client speaks TLS, and this port doesn't.")
        }
    }

    @Test func aPeerThatNeverBeginsItsHandshakeIsClosed() async throws {
        let (failures, told) = AsyncStream.makeStream(of: String.self)
        var limits = HTTP2Limits()
        limits.handshakeTimeout = .milliseconds(5)
        try await serving(
            limits, tls: try authority.server(),
            onFailure: { error, _ in told.yield(error.message) }
        ) { server, address, loops in
            let fd = try await Sockets.connect(to: address, on: loops.next())
            #expect(try await bytesUntilEnd(fd, on: loops.next()) == 0)
            Sockets.closeDescriptor(fd)
            var iterator = failures.makeAsyncIterator()
            #expect(
                await iterator.next() == "The peer didn't finish the TLS handshake in time.")
            #expect(server.openConnections == 0)
        }
    }

    /// The deadline counts from the beginning: one byte now and then doesn't buy time.
    @Test func aPeerThatDribblesItsHandshakeIsClosed() async throws {
        var limits = HTTP2Limits()
        limits.handshakeTimeout = .milliseconds(30)
        try await serving(limits, tls: try authority.server()) { server, address, loops in
            let loop = loops.next()
            let fd = try await Sockets.connect(to: address, on: loop)
            let writing = dup(fd)
            loop.execute { Dribble(writing, loop).next() }
            #expect(try await bytesUntilEnd(fd, on: loop) == 0)
            Sockets.closeDescriptor(fd)
            #expect(server.openConnections == 0)
        }
    }

    @Test func aReloadLeavesOpenStreamsAlone() async throws {
        let (opened, continuation) = AsyncStream.makeStream(of: HTTP2Stream.self)
        let tls = try authority.server()
        try await serving(
            tls: tls, makeDelegate: { _ in Recorder(onEnd: { continuation.yield($0) }) }
        ) { _, address, loops in
            let trusting = try authority.client()
            let old = try await connect(address, on: loops.next(), trusting)
            async let reply = fetch(old)
            var iterator = opened.makeAsyncIterator()
            let stream = try #require(await iterator.next())

            authority.issue(.init("other", names: "DNS:other.example"))
            try tls.reload()
            let sentence = await refusal(address, on: loops.next(), trusting)
            #expect(sentence?.contains("it is for other.example") == true)

            stream.loop.execute { answer(stream) }
            #expect(try await reply.log.last == "completed")
            #expect(await closing(old) { $0.drain() } == nil)
        }
    }
}

/// Sends the beginning of a TLS record one byte at a time, and never its end, until nobody takes
/// any more. Owns its descriptor.
///
/// Loop-bound.
private final class Dribble {
    private let fd: Int32
    private let loop: EventLoop
    private var rest: ArraySlice<UInt8> = [0x16, 3, 1, 0x10, 0, 1, 0, 0x0f, 0xfc, 3, 3]

    init(_ fd: Int32, _ loop: EventLoop) {
        self.fd = fd
        self.loop = loop
    }

    deinit { Sockets.closeDescriptor(fd) }

    func next() {
        let byte = rest.popFirst() ?? 0
        let sent = withUnsafeBytes(of: byte) { Sockets.send(fd, $0) }
        guard sent == .bytes(1) else { return }
        loop.schedule(after: .milliseconds(1)) { [self] in next() }
    }
}
