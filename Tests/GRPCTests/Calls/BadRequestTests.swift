import GRPC
import HTTP2
import Reactor
import Testing

/// What the server says to requests that no gRPC client would send.
@Suite struct BadRequestTests {
    private func run(
        _ settings: Wire.Settings = .init(), _ body: (RawPeer) async throws -> Void
    ) async throws {
        try await Wire.run(settings) {
            $0.serve(Echo.get) { request, _ in request }
            $0.serve(Echo.collect) { requests, _ in
                var sum: Int32 = 0
                for try await number in requests { sum += number.value }
                return Number(sum)
            }
        } _: { wire in
            let peer = try await RawPeer.connect(wire.port, on: wire.loops.loops[0])
            try await body(peer)
            await peer.close()
        }
    }

    @Test func malformedMessage() async throws {
        try await run { peer in
            // Field 1, a string of 200 bytes, of which one comes.
            let answer = try await peer.ask(
                RawPeer.call(Echo.get.path), [[0x0A, 200, 1, 1].framed()])
            #expect(answer.status?.code == .invalidArgument)
            #expect(
                answer.status?.message
                    == "The client's message isn't a google.protobuf.StringValue, "
                    + "which /leadline.test.Echo/Get takes.")
            let stream = try await peer.ask(
                RawPeer.call(Echo.collect.path), [[0x08, 1].framed(), [0xFF].framed()])
            #expect(stream.status?.code == .invalidArgument)
        }
    }

    @Test(
        "requests that break the rules of their method",
        arguments: [
            ([], "takes one message; the client sent none."),
            ([[].framed(), [].framed()], "takes one message; the client sent another."),
            ([[0, 0, 0]], "in the middle of a message."),
            ([[0, 0, 0, 0, 9], [1]], "in the middle of a message."),
        ] as [([[UInt8]], String)])
    func cardinality(chunks: [[UInt8]], sentence: String) async throws {
        try await run { peer in
            let answer = try await peer.ask(RawPeer.call(Echo.get.path), chunks)
            #expect(answer.status?.code == .invalidArgument)
            #expect(answer.status?.message.hasSuffix(sentence) == true)
        }
    }

    @Test func cutOffStream() async throws {
        try await run { peer in
            let answer = try await peer.ask(
                RawPeer.call(Echo.collect.path), [[0x08, 1].framed() + [0, 0]])
            #expect(answer.status?.code == .invalidArgument)
            #expect(answer.status?.message.contains("middle") == true)
        }
    }

    @Test func compressionThatIsNotUnderstood() async throws {
        try await run { peer in
            let flagged = try await peer.ask(RawPeer.call(Echo.get.path), [[1].framed(flag: 1)])
            #expect(flagged.status?.code == .internal)
            let announced = try await peer.ask(
                RawPeer.call(Echo.get.path, ("grpc-encoding", "br")), [[].framed()])
            #expect(announced.status?.code == .unimplemented)
            #expect(announced["grpc-accept-encoding"] == "identity,gzip")
            let strange = try await peer.ask(RawPeer.call(Echo.get.path), [[1].framed(flag: 7)])
            #expect(strange.status?.code == .internal)
        }
    }

    @Test func oversizedMessageIsRefusedAtItsPrefix() async throws {
        var settings = Wire.Settings()
        settings.limits.receiveMessageBytesMax = 100
        try await run(settings) { peer in
            let answer = try await peer.ask(
                RawPeer.call(Echo.get.path), [[0, 0, 0, 0, 101]], endStream: false)
            #expect(answer.status?.code == .resourceExhausted)
        }
    }

    @Test func timeoutThatIsNone() async throws {
        try await run { peer in
            let answer = try await peer.ask(
                RawPeer.call(Echo.get.path, ("grpc-timeout", "soon")), [[].framed()])
            #expect(answer.status?.code == .invalidArgument)
        }
    }

    @Test func messageInManyChunks() async throws {
        try await run { peer in
            let message = ([0x0A, 3] + Array("abc".utf8)).framed()
            let answer = try await peer.ask(
                RawPeer.call(Echo.get.path), message.map { [$0] })
            #expect(answer.status == .ok)
            #expect(answer.body == message)
        }
    }

    @Test func otherContentTypes() async throws {
        try await run { peer in
            var fields = RawPeer.call(Echo.get.path)
            fields[4].1 = "application/json"
            let answer = try await peer.ask(fields, [Array("{}".utf8)])
            #expect(answer[":status"] == "415")
            #expect(String(decoding: answer.body, as: UTF8.self).contains("application/grpc"))
        }
    }

    @Test(arguments: ["GET", "POST", "HEAD"])
    func healthPage(method: String) async throws {
        let isReady = Tally()
        var settings = Wire.Settings()
        settings.readiness = { isReady.count > 0 ? nil : "PostgreSQL can't be reached." }
        try await run(settings) { peer in
            let fields = [
                (":method", method), (":scheme", "http"), (":path", "/healthz"),
                (":authority", "test"),
            ]
            let before = try await peer.ask(fields)
            #expect(before[":status"] == "503")
            isReady.add()
            let after = try await peer.ask(fields)
            #expect(after[":status"] == "200")
            let body = String(decoding: after.body, as: UTF8.self)
            #expect(body == (method == "HEAD" ? "" : "ok\n"))
        }
    }
}
