import Glibc
import Reactor
import Testing

@testable import HTTP2

/// Real sockets, port 0.
@Suite struct ServerTests {
    @Test func requestsAreAnsweredOverTCP() async throws {
        try await serving(loops: 2) { server, address, loops in
            for loop in loops.loops {
                let client = try await HTTP2ClientConnection.connect(to: address, on: loop)
                for _ in 0..<3 {
                    let reply = try await fetch(client)
                    #expect(reply.log == ["headers", "data 5", "trailers", "completed"])
                }
                #expect(await closing(client) { $0.drain() } == nil)
            }
        }
    }

    @Test func largeBodiesPassThroughFullSockets() async throws {
        let body = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
        try await serving(makeDelegate: { _ in
            let recorder = Recorder()
            recorder.onEnd = { [unowned recorder] in answer($0, recorder.body) }
            return recorder
        }) { _, address, loops in
            let client = try await HTTP2ClientConnection.connect(to: address, on: loops.next())
            async let first = fetch(client, body)
            async let second = fetch(client, Array(body.reversed()))
            #expect(try await first.body == body)
            #expect(try await second.body == Array(body.reversed()))
            #expect(await closing(client) { $0.close() } == nil)
        }
    }

    @Test func shutdownLetsOpenRequestsFinish() async throws {
        let (opened, continuation) = AsyncStream.makeStream(of: HTTP2Stream.self)
        // At an address that no other test can be given a port of, once this one is free again.
        let own = SocketAddress.ipv4(0x7f00_0002, port: 0)
        try await serving(
            on: own, makeDelegate: { _ in Recorder(onEnd: { continuation.yield($0) }) }
        ) { server, address, loops in
            let client = try await HTTP2ClientConnection.connect(to: address, on: loops.next())
            async let reply = fetch(client)
            var iterator = opened.makeAsyncIterator()
            let stream = try #require(await iterator.next())
            async let goneAway: Void = withUnsafeContinuation { done in
                client.loop.execute { client.onGoAway { done.resume() } }
            }
            async let down: Void = server.shutdown(grace: .seconds(60))
            await goneAway
            stream.loop.execute { answer(stream) }
            #expect(try await reply.log.last == "completed")
            await down
            #expect(server.openConnections == 0)
            await #expect(throws: SystemError("connect", code: ECONNREFUSED)) {
                _ = try await HTTP2ClientConnection.connect(to: address, on: loops.next())
            }
        }
    }

    @Test func graceEnds() async throws {
        try await serving(makeDelegate: { _ in Recorder() }) { server, address, loops in
            let client = try await HTTP2ClientConnection.connect(to: address, on: loops.next())
            let (arrived, continuation) = AsyncStream.makeStream(of: Void.self)
            async let reply = fetch(client)
            client.loop.execute { continuation.yield() }
            var iterator = arrived.makeAsyncIterator()
            await iterator.next()
            await server.shutdown(grace: .milliseconds(1))
            let log = try await reply.log
            #expect(log != ["completed"])
            #expect(log.count == 1)
        }
    }

    @Test func aSilentClientIsClosed() async throws {
        var limits = HTTP2Limits()
        limits.handshakeTimeout = .milliseconds(5)
        try await serving(limits) { _, address, loops in
            let fd = try await Sockets.connect(to: address, on: loops.next())
            #expect(try await bytesUntilEnd(fd, on: loops.next()) >= 0)
            Sockets.closeDescriptor(fd)
        }
    }

    @Test func aClientThatIgnoresPingsIsClosed() async throws {
        var limits = HTTP2Limits()
        limits.keepaliveInterval = .milliseconds(3)
        limits.keepaliveTimeout = .milliseconds(3)
        try await serving(limits) { _, address, loops in
            let fd = try await Sockets.connect(to: address, on: loops.next())
            let sent = Frames.preface.withUnsafeBytes { Sockets.send(fd, $0) }
            #expect(sent == .bytes(Frames.preface.count))
            #expect(try await bytesUntilEnd(fd, on: loops.next()) > 0)
            Sockets.closeDescriptor(fd)
        }
    }

    @Test func anHTTP1ClientIsClosed() async throws {
        try await serving { _, address, loops in
            let fd = try await Sockets.connect(to: address, on: loops.next())
            let hello = Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
            _ = hello.withUnsafeBytes { Sockets.send(fd, $0) }
            #expect(try await bytesUntilEnd(fd, on: loops.next()) >= 0)
            Sockets.closeDescriptor(fd)
        }
    }

    @Test func oneConnectionTooManyIsClosedAtOnce() async throws {
        var limits = HTTP2Limits()
        limits.connectionsMax = 1
        try await serving(limits) { server, address, loops in
            let first = try await HTTP2ClientConnection.connect(to: address, on: loops.next())
            await #expect(throws: HTTP2Error.self) {
                _ = try await HTTP2ClientConnection.connect(to: address, on: loops.next())
            }
            #expect(try await fetch(first).log.last == "completed")
            #expect(await closing(first) { $0.close() } == nil)
        }
    }

    @Test func anOverloadedLoopRefusesStreams() async throws {
        var limits = HTTP2Limits()
        limits.streamsPerLoopMax = 1
        let (opened, continuation) = AsyncStream.makeStream(of: HTTP2Stream.self)
        try await serving(
            limits, makeDelegate: { _ in Recorder(onEnd: { continuation.yield($0) }) }
        ) { _, address, loops in
            let client = try await HTTP2ClientConnection.connect(to: address, on: loops.next())
            for _ in 0..<2 {
                async let first = fetch(client)
                var iterator = opened.makeAsyncIterator()
                let stream = try #require(await iterator.next())
                let second = try await fetch(client)
                #expect(second.log == ["refused before anything was processed"])
                stream.loop.execute { answer(stream) }
                #expect(try await first.log.last == "completed")
            }
            #expect(await closing(client) { $0.close() } == nil)
        }
    }

    @Test func connectingToSomethingElseFails() async throws {
        let loops = try EventLoopGroup(count: 1, name: "test")
        let listener = try Listener(anyPort, group: loops) { fd, _ in
            _ = Array("SSH-2.0-nothing\r\n".utf8).withUnsafeBytes { Sockets.send(fd, $0) }
            Sockets.endWriting(fd)
        }
        await #expect(throws: HTTP2Error.self) {
            _ = try await HTTP2ClientConnection.connect(to: listener.address, on: loops.next())
        }
        await listener.closeAndWait()
        loops.shutdown()
    }
}
