import Glibc
import Testing

@testable import Reactor

@Suite struct SocketTests {
    private static let anyPort = SocketAddress.ipv4(0x7f00_0001, port: 0)

    @Test func connectionsAreDealtToAllLoops() async throws {
        let group = try EventLoopGroup(count: 2, name: "test")
        let (accepted, continuation) = AsyncStream.makeStream(of: (Int32, String).self)
        let listener = try Listener(Self.anyPort, group: group) { fd, loop in
            #expect(loop.isCurrent)
            continuation.yield((fd, loop.name))
        }
        #expect(listener.port > 0)
        var names: [String: Int] = [:]
        var iterator = accepted.makeAsyncIterator()
        for _ in 0..<4 {
            let client = try await Sockets.connect(to: listener.address, on: group.next())
            let (server, name) = try #require(await iterator.next())
            #expect(Sockets.peer(of: client) == listener.address)
            #expect(Sockets.local(of: client) == Sockets.peer(of: server))
            names[name, default: 0] += 1
            Sockets.closeDescriptor(client)
            Sockets.closeDescriptor(server)
        }
        #expect(names == ["test-0": 2, "test-1": 2])
        await listener.closeAndWait()
        group.shutdown()
    }

    @Test func aClosedListenerFreesItsPort() async throws {
        let group = try EventLoopGroup(count: 1, name: "test")
        // At an address that no other test can be given the freed port of.
        let own = SocketAddress.ipv4(0x7f00_0002, port: 0)
        let first = try Listener(own, group: group) { fd, _ in
            Sockets.closeDescriptor(fd)
        }
        #expect(throws: SystemError("bind", code: EADDRINUSE)) {
            _ = try Listener(first.address, group: group) { _, _ in }
        }
        await first.closeAndWait()
        await #expect(throws: SystemError("connect", code: ECONNREFUSED)) {
            _ = try await Sockets.connect(to: first.address, on: group.next())
        }
        let second = try Listener(first.address, group: group) { _, _ in }
        await second.closeAndWait()
        group.shutdown()
    }

    @Test func unixSocketsWork() async throws {
        let group = try EventLoopGroup(count: 1, name: "test")
        let path = "/tmp/leadline-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).sock"
        let (accepted, continuation) = AsyncStream.makeStream(of: Int32.self)
        let listener = try Listener(.unix(path: path), group: group) { fd, _ in
            continuation.yield(fd)
        }
        let client = try await Sockets.connect(to: .unix(path: path), on: group.next())
        var iterator = accepted.makeAsyncIterator()
        let server = try #require(await iterator.next())
        Sockets.closeDescriptor(client)
        Sockets.closeDescriptor(server)
        await listener.closeAndWait()
        unlink(path)
        group.shutdown()
    }

    @Test func writingToAClosedPeerFailsWithoutASignal() async throws {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        Sockets.closeDescriptor(ends[1])
        let sent = [UInt8(1)].withUnsafeBytes { Sockets.send(ends[0], $0) }
        #expect(sent == .failed(SystemError("send", code: EPIPE)))
        Sockets.closeDescriptor(ends[0])
    }

    @Test func connectingCanBeCancelled() async throws {
        try await withLoop { loop in
            // A listener that never accepts, its queue full, leaves connects waiting; whatever the
            // kernel does, a cancelled attempt ends at once.
            let attempt = Task(executorPreference: loop) {
                try await Sockets.connect(
                    to: .ipv4(0xc000_0201, port: 9), on: loop)
            }
            attempt.cancel()
            let result = await attempt.result
            #expect(throws: (any Error).self) { try result.get() }
        }
    }

    @Test func acceptingRestsWhenDescriptorsRunOut() async {
        await #expect(processExitsWith: .success) {
            var limits = ReactorLimits()
            limits.acceptPause = .milliseconds(1)
            let group = try EventLoopGroup(count: 1, name: "test", limits: limits)
            let (failures, failed) = AsyncStream.makeStream(of: SystemError.self)
            let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
            let listener = try Listener(
                .ipv4(0x7f00_0001, port: 0), group: group, onFailure: { failed.yield($0) },
                onAccept: { _, _ in arrived.yield() })
            let client = try await Sockets.connect(to: listener.address, on: group.next())
            var arrival = arrivals.makeAsyncIterator()
            await arrival.next()
            // No descriptor above those in use.
            var old = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &old)
            let second = freshSocket()
            var none = rlimit(rlim_cur: rlim_t(second + 1), rlim_max: old.rlim_max)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &none)
            listener.address.withSockaddr { address, length in
                _ = connect(second, address, length)
            }
            var failure = failures.makeAsyncIterator()
            let error = await failure.next()
            precondition(error == SystemError("accept4", code: EMFILE))
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &old)
            await arrival.next()
            _ = client
            exit(0)
        }
    }
}

private func freshSocket() -> Int32 {
    socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
}
