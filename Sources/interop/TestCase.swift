import GRPC

/// One case of gRPC's interoperability tests, from the client's side.
/// Source: gRPC `doc/interop-test-descriptions.md`.
struct TestCase: Sendable {
    let name: String
    let run: @Sendable (GRPCChannel) async throws -> Void

    static let all: [TestCase] = [
        TestCase(name: "empty_unary", run: emptyUnary),
        TestCase(name: "large_unary", run: largeUnary),
        TestCase(name: "client_streaming", run: clientStreaming),
        TestCase(name: "server_streaming", run: serverStreaming),
        TestCase(name: "ping_pong", run: pingPong),
        TestCase(name: "empty_stream", run: emptyStream),
        TestCase(name: "cancel_after_begin", run: cancelAfterBegin),
        TestCase(name: "cancel_after_first_response", run: cancelAfterFirstResponse),
        TestCase(name: "timeout_on_sleeping_server", run: timeoutOnSleepingServer),
        TestCase(name: "status_code_and_message", run: statusCodeAndMessage),
        TestCase(name: "special_status_message", run: specialStatusMessage),
        TestCase(name: "custom_metadata", run: customMetadata),
        TestCase(name: "unimplemented_method", run: unimplementedMethod),
        TestCase(name: "unimplemented_service", run: unimplementedService),
        TestCase(name: "client_compressed_unary", run: clientCompressedUnary),
        TestCase(name: "server_compressed_unary", run: serverCompressedUnary),
        TestCase(name: "client_compressed_streaming", run: clientCompressedStreaming),
        TestCase(name: "server_compressed_streaming", run: serverCompressedStreaming),
    ]

    /// The peer did something else than the case asks for.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func expect<Value: Equatable>(_ found: Value, _ wanted: Value) throws {
        guard found == wanted else {
            throw Failure(description: "expected \(wanted), found \(found)")
        }
    }

    /// - Returns: The error that the call has to fail with.
    static func failure(
        _ code: Status.Code, _ call: () async throws -> Void
    ) async throws -> RPCError {
        do {
            try await call()
        } catch let error as RPCError {
            try expect(error.code, code)
            return error
        }
        throw Failure(description: "expected \(code), found OK")
    }
}
