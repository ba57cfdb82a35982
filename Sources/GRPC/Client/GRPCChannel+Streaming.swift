import Reactor
import SwiftProtobuf

extension GRPCChannel {
    /// Calls a method with one request and a stream of responses. Returns at once; what goes wrong
    /// is thrown by the stream.
    ///
    /// Letting go of the stream before its end cancels the call.
    public func call<Request, Response>(
        _ method: Method<Request, Response, ServerStreaming>, _ request: Request,
        options: CallOptions = CallOptions()
    ) async throws -> ResponseStream<Response> {
        let bytes = try method.request.framed(
            request, bytesMax: self.options.limits.sendMessageBytesMax, sender: .client,
            compression: (options.compression ?? self.options.compression).requests)
        let call = try await begin(method, options, request: bytes, responseIsStream: true)
        return ResponseStream(call, method.response)
    }

    /// Calls a method with a stream of requests, written by `body`, and one response.
    ///
    /// - Throws: what `body` throws, which cancels the call; else `RPCError`. A server that answers
    ///   before `body` is through makes its next `write` throw; the answer counts all the same.
    public func call<Request, Response>(
        _ method: Method<Request, Response, ClientStreaming>,
        options: CallOptions = CallOptions(),
        _ body: (RequestWriter<Request>) async throws -> Void
    ) async throws -> Response {
        let call = try await begin(method, options, request: nil, responseIsStream: false)
        let writer = RequestWriter(call, method.request)
        do {
            try await body(writer)
        } catch {
            let isOver = try await call.onLoop {
                defer { call.cancel() }
                return call.status != nil
            }
            guard isOver else { throw error }
        }
        if Task.isCancelled {
            // Ending the request now would let the server answer what nobody wants any more.
            try await call.onLoop { call.cancel() }
        }
        writer.finish()
        return try await call.onlyMessage(method.response) { _, message in message }
    }

    /// Calls a method with a stream each way; both are used by `body`. When it returns or throws,
    /// what is left of the call is cancelled.
    ///
    /// - Throws: what `body` throws.
    public func call<Request, Response, Result>(
        _ method: Method<Request, Response, Bidirectional>,
        options: CallOptions = CallOptions(),
        _ body: (RequestWriter<Request>, ResponseStream<Response>) async throws -> Result
    ) async throws -> Result {
        let call = try await begin(method, options, request: nil, responseIsStream: true)
        let responses = ResponseStream(call, method.response)
        defer { call.loop.execute { call.cancel() } }
        return try await body(RequestWriter(call, method.request), responses)
    }

    private func begin<Request, Response, Kind>(
        _ method: Method<Request, Response, Kind>, _ options: CallOptions, request: [UInt8]?,
        responseIsStream: Bool
    ) async throws -> ClientCall {
        let observed = try ObservedCall(
            OutgoingCall(method, options, channel: self.options),
            interceptors: self.options.interceptors)
        let call = ClientCall(
            channel: part(), outgoing: observed.outgoing, request: request,
            responseIsStream: responseIsStream)
        try await call.onLoop {
            call.didEnd = { call in
                observed.ended(
                    call.status ?? .ok, received: call.state.messagesReceived,
                    sent: call.state.messagesSent)
            }
            call.start()
        }
        return call
    }
}
