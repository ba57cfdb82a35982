import GRPC
import Reactor
import Testing

@Suite struct DeadlineTests {
    @Test func handlerSeesTheDeadlineAndPassesItOn() async throws {
        try await Wire.run {
            $0.serve(Echo.get) { _, context in Text("\(context.deadline != nil)") }
        } _: { wire in
            let without = try await wire.channel.call(Echo.get, Text())
            #expect(without.value == "false")
            let with = try await wire.channel.call(
                Echo.get, Text(), options: CallOptions(timeout: .seconds(60)))
            #expect(with.value == "true")
        }
    }

    @Test func clientsDeadlineEndsTheCallAndCancelsTheHandler() async throws {
        let begun = Tally()
        let cancelled = Signal<Void>()
        try await Wire.run {
            $0.serve(Echo.get) { request, context in
                begun.add()
                do {
                    try await context.loop.sleep(until: .distantFuture)
                } catch {
                    cancelled.fire()
                }
                return request
            }
        } _: { wire in
            // On a slow machine the deadline may pass before the handler hears of the call.
            var timeout = Duration.milliseconds(30)
            repeat {
                let options = CallOptions(timeout: timeout)
                let error = await #expect(throws: RPCError.self) {
                    try await wire.channel.call(Echo.get, Text(), options: options)
                }
                #expect(error?.code == .deadlineExceeded)
                timeout *= 2
            } while begun.count == 0
            await cancelled.wait()
        }
    }

    @Test("the server answers at the deadline though the handler pays it no attention")
    func deafHandler() async throws {
        let go = Signal<Void>()
        try await Wire.run {
            $0.serve(Echo.get) { request, _ in
                await go.wait()
                return request
            }
        } _: { wire in
            let peer = try await RawPeer.connect(wire.port, on: wire.loops.loops[0])
            let answer = try await peer.ask(
                RawPeer.call(Echo.get.path, ("grpc-timeout", "20m")), [[].framed()])
            #expect(answer.status?.code == .deadlineExceeded)
            #expect(
                answer.status?.message
                    == "/leadline.test.Echo/Get didn't end within the client's deadline.")
            #expect(wire.server.activeCallCount == 1)
            go.fire()
            await peer.close()
        }
    }

    @Test func deadlineThatHasPassed() async throws {
        let calls = Tally()
        try await Wire.run {
            $0.serve(Echo.get) { request, _ in
                calls.add()
                return request
            }
        } _: { wire in
            let past = Deadline(MonotonicTime(microseconds: 1))
            let error = await #expect(throws: RPCError.self) {
                try await wire.channel.call(
                    Echo.get, Text(), options: CallOptions(deadline: past))
            }
            #expect(error?.code == .deadlineExceeded)
            #expect(calls.count == 0)
        }
    }

    @Test func serverHasALimitOfItsOwn() async throws {
        var settings = Wire.Settings()
        settings.limits.deadlineMax = .milliseconds(20)
        try await Wire.run(settings) {
            $0.serve(Echo.get) { request, context in
                try await context.loop.sleep(until: .distantFuture)
                return request
            }
        } _: { wire in
            let error = await #expect(throws: RPCError.self) {
                try await wire.channel.call(
                    Echo.get, Text(), options: CallOptions(timeout: .seconds(100)))
            }
            #expect(error?.code == .deadlineExceeded)
        }
    }

    @Test func streamsEndAtTheDeadlineToo() async throws {
        try await Wire.run {
            $0.serve(Echo.chat) { requests, writer, _ in
                for try await text in requests { try await writer.write(text) }
            }
        } _: { wire in
            let error = await #expect(throws: RPCError.self) {
                let options = CallOptions(timeout: .milliseconds(50))
                try await wire.channel.call(Echo.chat, options: options) { writer, responses in
                    try await writer.write(Text("a"))
                    for try await _ in responses {}
                }
            }
            #expect(error?.code == .deadlineExceeded)
        }
    }
}
