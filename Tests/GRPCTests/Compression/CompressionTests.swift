import HTTP2
import Reactor
import Testing

@testable import GRPC

/// What is compressed, who decides it, and what is said when it can't be.
@Suite struct CompressionTests {
    private static let long = String(repeating: "all the same ", count: 1_000)
    private static let isCompressed = "compressed"

    /// A server whose answers say whether the request was compressed.
    private func run(
        _ settings: Wire.Settings = .init(), _ body: (Wire, RawPeer) async throws -> Void
    ) async throws {
        try await Wire.run(settings) {
            $0.serve(Echo.get) { request, context in
                Text(context.requestWasCompressed ? Self.isCompressed : request.value)
            }
            $0.serve(Echo.read) { request, context in
                context.compressResponses(.identity)
                return request
            }
            $0.serve(Echo.chat) { requests, writer, context in
                for try await request in requests {
                    #expect(context.requestWasCompressed == (request.value.utf8.count > 100))
                    try await writer.write(request, compress: request.value != Self.long)
                }
            }
        } _: { wire in
            let peer = try await RawPeer.connect(wire.port, on: wire.loops.loops[0])
            try await body(wire, peer)
            await peer.close()
        }
    }

    /// A message for `Echo.get`, compressed.
    private func compressed(_ text: String) throws -> [UInt8] {
        try Echo.get.request.framed(
            Text(text), bytesMax: 1 << 20, sender: .client, compression: .gzip)
    }

    @Test func requestsAreCompressedWhenTheCallSaysSo() async throws {
        try await run { wire, _ in
            let plain = try await wire.channel.call(Echo.get, Text(Self.long))
            #expect(plain.value == Self.long)
            let options = CallOptions(compression: .gzip)
            let reply = try await wire.channel.call(Echo.get, Text(Self.long), options: options)
            #expect(reply.value == Self.isCompressed)
            let short = try await wire.channel.call(Echo.get, Text("short"), options: options)
            #expect(short.value == "short")
        }
    }

    @Test func responsesAreCompressedWhenBothSidesWantIt() async throws {
        var settings = Wire.Settings()
        settings.compression = .gzip
        try await run(settings) { wire, _ in
            let accepting = CallOptions(
                compression: CallCompression(requests: .identity, acceptsResponses: true))
            let text = Text(Self.long)
            let wanted = try await wire.channel.reply(Echo.get, text, options: accepting)
            #expect(wanted.wasCompressed)
            #expect(wanted.message == text)
            #expect(try await wire.channel.reply(Echo.get, text).wasCompressed == false)
            let handlers = try await wire.channel.reply(Echo.read, text, options: accepting)
            #expect(!handlers.wasCompressed)
        }
    }

    @Test func aStreamDecidesMessageByMessage() async throws {
        var settings = Wire.Settings()
        settings.compression = .gzip
        settings.channel.compression = .gzip
        try await run(settings) { wire, _ in
            try await wire.channel.call(Echo.chat) { writer, responses in
                var answers = responses.makeAsyncIterator()
                for (text, isCompressed) in [
                    (Self.long, false), (Self.long + "!", true), ("short", false),
                ] {
                    try await writer.write(Text(text))
                    #expect(try await answers.next()?.value == text)
                    #expect(try await responses.lastWasCompressed == isCompressed)
                }
            }
        }
    }

    @Test func headersOfACompressedAnswer() async throws {
        var settings = Wire.Settings()
        settings.compression = .gzip
        try await run(settings) { _, peer in
            let request = try Echo.get.request.framed(
                Text(Self.long), bytesMax: 1 << 20, sender: .client)
            for (accepted, isCompressed) in [
                ("gzip", true), ("identity, deflate ,gzip", true), ("identity,br", false),
                ("gzipped", false), ("", false),
            ] {
                let answer = try await peer.ask(
                    RawPeer.call(Echo.get.path, ("grpc-accept-encoding", accepted)),
                    [request])
                #expect(answer["grpc-encoding"] == (isCompressed ? "gzip" : nil))
                #expect(answer.body.first == (isCompressed ? 1 : 0))
                #expect(answer.status?.isOK == true)
            }
        }
    }

    @Test func whatIsNotUnderstoodIsAnsweredWithWhatIs() async throws {
        try await run { _, peer in
            let answer = try await peer.ask(
                RawPeer.call(Echo.get.path, ("grpc-encoding", "br")), [[].framed()])
            #expect(answer.status?.code == .unimplemented)
            #expect(answer["grpc-accept-encoding"] == "identity,gzip")
        }
    }

    @Test func flagWithoutAnEncodingIsInternal() async throws {
        try await run { _, peer in
            for extra in [("x-none", "1"), ("grpc-encoding", "identity")] {
                let answer = try await peer.ask(
                    RawPeer.call(Echo.get.path, extra), [try compressed(Self.long)])
                #expect(answer.status?.code == .internal)
            }
        }
    }

    @Test("a message that unpacks to more than the limit, however short it arrives")
    func bomb() async throws {
        var settings = Wire.Settings()
        settings.limits.receiveMessageBytesMax = 10_000
        try await run(settings) { _, peer in
            let fields = RawPeer.call(Echo.get.path, ("grpc-encoding", "gzip"))
            let bomb = try compressed(String(repeating: "0", count: 1 << 19))
            #expect(bomb.count < 5_000)
            let answer = try await peer.ask(fields, [bomb])
            #expect(answer.status?.code == .resourceExhausted)
            let short = try compressed(String(repeating: "0", count: 9_000))
            let fits = try await peer.ask(fields, [short])
            #expect(fits.status?.isOK == true)
            let damaged = try await peer.ask(fields, [[1, 2, 3].framed(flag: 1)])
            #expect(damaged.status?.code == .internal)
        }
    }

    @Test func clientRefusesWhatItCannotRead() throws {
        var inbox = MessageInbox(bytesMax: 100, sender: .server)
        inbox.compression = Compression([HeaderField(name: "grpc-encoding", value: "br")])
        let error = #expect(throws: RPCError.self) {
            _ = try [1].framed(flag: 1).withUnsafeBytes { try inbox.receive($0) }
        }
        #expect(error?.code == .internal)
        #expect(Compression([HeaderField(name: "grpc-encoding", value: "gzip")]) == .gzip)
        #expect(Compression([HeaderField(name: ":status", value: "200")]) == .identity)
    }
}
