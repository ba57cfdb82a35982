import GRPC
import Reactor
import Testing

@Suite struct CancellationTests {
    @Test func cancellingTheCallersTaskCancelsTheHandler() async throws {
        let started = Signal<Void>()
        let cancelled = Signal<Void>()
        try await Wire.run {
            $0.serve(Echo.get) { request, context in
                started.fire()
                do {
                    try await context.loop.sleep(until: .distantFuture)
                } catch {
                    cancelled.fire()
                }
                return request
            }
        } _: { wire in
            let task = Task { try await wire.channel.call(Echo.get, Text()) }
            await started.wait()
            task.cancel()
            let error = await #expect(throws: RPCError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            await cancelled.wait()
        }
    }

    @Test func lettingGoOfAStreamCancelsIt() async throws {
        let failure = Signal<Status.Code?>()
        try await Wire.run {
            $0.serve(Echo.pour) { _, _, writer in
                do {
                    while true { try await writer.write(Blob(count: 20_000)) }
                } catch {
                    failure.fire((error as? RPCError)?.code)
                    throw error
                }
            }
        } _: { wire in
            do {
                let stream = try await wire.channel.call(Echo.pour, Number(0))
                for try await _ in stream { break }
            }
            #expect(await failure.wait() == .cancelled)
        }
    }

    @Test func leavingTheBodyOfACallCancelsIt() async throws {
        let ended = Signal<Bool>()
        try await Wire.run {
            $0.serve(Echo.chat) { requests, writer, _ in
                do {
                    for try await text in requests { try await writer.write(text) }
                    ended.fire(false)
                } catch {
                    ended.fire(true)
                }
            }
        } _: { wire in
            struct Enough: Error {}
            await #expect(throws: Enough.self) {
                try await wire.channel.call(Echo.chat) { writer, responses in
                    try await writer.write(Text("a"))
                    for try await _ in responses { throw Enough() }
                }
            }
            #expect(await ended.wait() == true)
        }
    }

    @Test func errorInTheBodyOfAClientStreamIsWhatTheCallerSees() async throws {
        struct Enough: Error {}
        let ended = Signal<Void>()
        try await Wire.run {
            $0.serve(Echo.collect) { requests, _ in
                defer { ended.fire() }
                for try await _ in requests {}
                return Number(1)
            }
        } _: { wire in
            await #expect(throws: Enough.self) {
                try await wire.channel.call(Echo.collect) { writer in
                    try await writer.write(Number(1))
                    throw Enough()
                }
            }
            await ended.wait()
        }
    }

    @Test func lostConnectionCancelsTheHandler() async throws {
        let started = Signal<Void>()
        let cancelled = Signal<Void>()
        try await Wire.run {
            $0.serve(Echo.get) { request, context in
                started.fire()
                try? await context.loop.sleep(until: .distantFuture)
                if Task.isCancelled { cancelled.fire() }
                return request
            }
        } _: { wire in
            let peer = try await RawPeer.connect(wire.port, on: wire.loops.loops[0])
            async let answer = peer.ask(RawPeer.call(Echo.get.path), [[].framed()])
            await started.wait()
            await peer.close()
            await cancelled.wait()
            _ = try await answer
            await noCallIsLeft(wire.server)
        }
    }

    @Test("a reader that gives up waiting leaves the call as it is")
    func readerWithATimeLimit() async throws {
        try await Wire.run {
            $0.serve(Echo.chat) { requests, writer, context in
                let first = Task(executorPreference: context.loop) {
                    var iterator = requests.makeAsyncIterator()
                    return try await iterator.next()
                }
                first.cancel()
                let result = await first.result
                try await writer.write(Text("\((try? result.get()) == nil)"))
                for try await text in requests { try await writer.write(text) }
            }
        } _: { wire in
            try await wire.channel.call(Echo.chat) { writer, responses in
                var answers = responses.makeAsyncIterator()
                #expect(try await answers.next()?.value == "true")
                try await writer.write(Text("still here"))
                #expect(try await answers.next()?.value == "still here")
            }
        }
    }

    /// Waits for the handlers to return.
    private func noCallIsLeft(_ server: GRPCServer) async {
        while server.activeCallCount > 0 { await Task.yield() }
    }
}
