import Reactor
import SwiftProtobuf

extension GRPCChannel {
    /// Calls a method with one request and one response.
    ///
    /// An idempotent method is tried again when the server is UNAVAILABLE, as often as
    /// `ChannelOptions.retry` says and the deadline allows.
    ///
    /// - Throws: `RPCError`. Cancelling this task cancels the call at the server.
    public func call<Request, Response>(
        _ method: Method<Request, Response, Unary>, _ request: Request,
        options: CallOptions = CallOptions()
    ) async throws -> Response {
        try await attempts(method, request, options) { call, message in message }
    }

    /// As `call`, with the metadata of the answer.
    public func reply<Request, Response>(
        _ method: Method<Request, Response, Unary>, _ request: Request,
        options: CallOptions = CallOptions()
    ) async throws -> Reply<Response> {
        try await attempts(method, request, options) { call, message in
            Reply(
                message: message, initialMetadata: call.initialMetadata ?? Metadata(),
                trailingMetadata: call.trailingMetadata,
                wasCompressed: call.inbox.lastWasCompressed)
        }
    }

    /// Runs attempts until one ends the call. `result` is called on the loop.
    private func attempts<Request, Response, Value: Sendable>(
        _ method: Method<Request, Response, Unary>, _ request: Request, _ options: CallOptions,
        _ result: @escaping @Sendable (ClientCall, Response) -> Value
    ) async throws -> Value {
        let bytes = try method.request.framed(
            request, bytesMax: self.options.limits.sendMessageBytesMax, sender: .client,
            compression: (options.compression ?? self.options.compression).requests)
        let observed = try ObservedCall(
            OutgoingCall(method, options, channel: self.options),
            interceptors: self.options.interceptors)
        do {
            let value = try await retrying(observed.outgoing) { outgoing in
                let call = ClientCall(
                    channel: self.part(), outgoing: outgoing, request: bytes,
                    responseIsStream: false)
                try await call.onLoop { call.start() }
                return try await call.onlyMessage(method.response, result)
            }
            observed.ended(.ok, received: 1, sent: 1)
            return value
        } catch {
            observed.ended(
                RPCError.converting(error, thrownBy: method.path).status, received: 0, sent: 1)
            throw error
        }
    }

    /// Repeats an idempotent call that found the server UNAVAILABLE.
    private func retrying<Value: Sendable>(
        _ outgoing: OutgoingCall, _ attempt: (OutgoingCall) async throws -> Value
    ) async throws -> Value {
        var failureCount = 0
        while true {
            var outgoing = outgoing
            if failureCount > 0 { outgoing.metadata.noteAttempts(failureCount) }
            do {
                return try await attempt(outgoing)
            } catch let error as RPCError where error.code == .unavailable {
                failureCount += 1
                guard outgoing.idempotent, failureCount < options.retry.attemptsMax else {
                    throw error
                }
                let wait = options.retry.backoff.wait(
                    after: failureCount - 1, random: .random(in: 0..<1))
                if let deadline = outgoing.deadline, deadline.remaining <= wait { throw error }
                let loop = part().loop
                do {
                    try await loop.sleep(until: loop.now + Microseconds(wait))
                } catch {
                    throw RPCError(.cancelled, "\(outgoing.path) was cancelled by its caller.")
                }
            }
        }
    }
}

extension Metadata {
    /// Tells the server how often the call failed before. Source: gRFC A6.
    fileprivate mutating func noteAttempts(_ count: Int) {
        addReserved("grpc-previous-rpc-attempts", String(count))
    }
}

extension ClientCall {
    /// The one message of a response that isn't a stream, once all of it is here.
    func onlyMessage<Response, Value: Sendable>(
        _ codec: MessageCodec<Response>,
        _ result: @escaping @Sendable (ClientCall, Response) -> Value
    ) async throws -> Value {
        guard let message = try await next(codec) else {
            throw RPCError(.internal, "The server ended \(outgoing.path) without its message.")
        }
        return try await onLoop {
            guard case .end = try self.pull(codec) else {
                throw RPCError(.internal, "\(self.outgoing.path) answered more than one message.")
            }
            return result(self, message)
        }
    }
}
