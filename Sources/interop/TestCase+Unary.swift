import GRPC

extension TestCase {
    static func emptyUnary(_ channel: GRPCChannel) async throws {
        try expect(try await channel.call(TestMethods.empty, Empty()), Empty())
    }

    private static let large = SimpleRequest.with {
        $0.responseSize = 314_159
        $0.payload = Payload(count: 271_828)
    }

    static func largeUnary(_ channel: GRPCChannel) async throws {
        let reply = try await channel.call(TestMethods.unary, large)
        try expect(reply.payload.body.count, 314_159)
    }

    static func statusCodeAndMessage(_ channel: GRPCChannel) async throws {
        try await expectEcho("test status message", channel)
    }

    static func specialStatusMessage(_ channel: GRPCChannel) async throws {
        let message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
        let request = SimpleRequest.with { $0.responseStatus = echo(message) }
        let error = try await failure(.unknown) {
            _ = try await channel.call(TestMethods.unary, request)
        }
        try expect(error.message, message)
    }

    private static func echo(_ message: String) -> Grpc_Testing_EchoStatus {
        .with {
            $0.code = 2
            $0.message = message
        }
    }

    private static func expectEcho(_ message: String, _ channel: GRPCChannel) async throws {
        let request = SimpleRequest.with { $0.responseStatus = echo(message) }
        let unary = try await failure(.unknown) {
            _ = try await channel.call(TestMethods.unary, request)
        }
        try expect(unary.message, message)
        let stream = try await failure(.unknown) {
            try await channel.call(TestMethods.fullDuplex) { writer, responses in
                try await writer.write(.with { $0.responseStatus = echo(message) })
                writer.finish()
                for try await _ in responses {}
            }
        }
        try expect(stream.message, message)
    }

    static func customMetadata(_ channel: GRPCChannel) async throws {
        let text = "test_initial_metadata_value"
        let bytes: [UInt8] = [0xAB, 0xAB, 0xAB]
        var metadata = Metadata()
        try metadata.append(TestServer.initialEcho, text)
        try metadata.append(TestServer.trailingEcho, bytes: bytes)
        let options = CallOptions(metadata: metadata)
        let reply = try await channel.reply(TestMethods.unary, large, options: options)
        try expect(reply.initialMetadata[TestServer.initialEcho], text)
        try expect(reply.trailingMetadata.bytes(TestServer.trailingEcho), bytes)
        let trailing = try await channel.call(TestMethods.fullDuplex, options: options) {
            writer, responses in
            try await writer.write(.with { $0.responseParameters = [.with { $0.size = 314_159 }] })
            writer.finish()
            try expect(try await responses.initialMetadata[TestServer.initialEcho], text)
            for try await _ in responses {}
            return try await responses.trailingMetadata
        }
        try expect(trailing.bytes(TestServer.trailingEcho), bytes)
    }

    static func unimplementedMethod(_ channel: GRPCChannel) async throws {
        _ = try await failure(.unimplemented) {
            _ = try await channel.call(TestMethods.unimplemented, Empty())
        }
    }

    static func unimplementedService(_ channel: GRPCChannel) async throws {
        _ = try await failure(.unimplemented) {
            _ = try await channel.call(TestMethods.unimplementedService, Empty())
        }
    }
}
