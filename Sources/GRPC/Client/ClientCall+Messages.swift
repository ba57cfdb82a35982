import HTTP2
import Reactor
import SwiftProtobuf

extension ClientCall: MessageStream {
    func isReady(_ direction: StreamDirection) -> Bool {
        if status != nil { return true }
        switch direction {
        case .read: return responseIsStream && ((try? inbox.hasMessage()) ?? true)
        case .headers: return initialMetadata != nil
        case .write:
            guard let stream else { return false }
            return stream.bufferedBytes <= channel.options.limits.writeBufferBytesMax
        }
    }

    /// Looks for the next message. On the loop. Messages that came before a failure are given
    /// first.
    ///
    /// - Throws: the call's status when it isn't OK.
    func pull<Response>(_ codec: MessageCodec<Response>) throws -> Pulled<Response> {
        do {
            var response: Response?
            let windowCount = try inbox.next { (bytes) throws(RPCError) in
                response = try codec.read(bytes, from: .server, path: outgoing.path)
            }
            if let windowCount, let response {
                if windowCount > 0 { stream?.consume(windowCount) }
                try state.receiveMessage()
                return .message(response)
            }
        } catch {
            end(error.status)
            throw error
        }
        guard status != nil else { return .nothingYet }
        if let error { throw error }
        guard inbox.unreadCount == 0 else {
            throw RPCError(
                .internal, "The server ended \(outgoing.path) in the middle of a message.")
        }
        return .end
    }

    /// The next message; `nil` when the call ended well. Cancelling the reading task cancels the
    /// call.
    func next<Response>(_ codec: MessageCodec<Response>) async throws -> Response? {
        while true {
            let pulled = try await onLoop { try self.pull(codec) }
            switch pulled {
            case .message(let message): return message
            case .end: return nil
            case .nothingYet:
                if Task.isCancelled { loop.execute { self.cancel() } }
                await wait(.read)
                if Task.isCancelled { try await onLoop { self.cancel() } }
            }
        }
    }

    /// Whether a writer has to wait before it goes on. On the loop.
    ///
    /// - Throws: what ended the call; CANCELLED when it ended well before everything was sent.
    func mustWaitToWrite() throws -> Bool {
        guard status == nil else {
            throw error
                ?? RPCError(.cancelled, "The server ended \(outgoing.path) and reads no more.")
        }
        return !isReady(.write)
    }

    /// Sends a message that is framed already. On the loop, once the stream is there.
    func send(_ framed: [UInt8]) throws {
        _ = try mustWaitToWrite()
        guard let stream, state.sendMessage() else {
            throw RPCError(.failedPrecondition, "\(outgoing.path) was written to after its end.")
        }
        stream.sendData(framed, endStream: false)
    }

    /// The request is complete. On the loop.
    func sendEnd() {
        endIsWanted = true
        guard let stream, state.sendEnd() else { return }
        stream.sendData([], endStream: true)
    }
}

extension ClientCall: HTTP2StreamDelegate {
    func streamDidReceiveHeaders(
        _ stream: HTTP2Stream, _ fields: [HeaderField], endStream: Bool
    ) {
        switch state.receiveHeaders(fields, endStream: endStream) {
        case .ignored: break
        case .initialMetadata:
            inbox.compression = Compression(fields)
            received(initialMetadata: Metadata(received: fields))
        case .ended(let status):
            finish(status, trailing: Metadata(received: fields))
            stopSending(on: stream)
        case .refused(let status):
            stream.reset(.cancel)
            finish(status)
        }
    }

    func streamDidReceiveData(
        _ stream: HTTP2Stream, _ bytes: UnsafeRawBufferPointer, endStream: Bool
    ) {
        guard status == nil else { return stream.consume(bytes.count) }
        do {
            let windowCount = try inbox.receive(bytes)
            if windowCount > 0 { stream.consume(windowCount) }
            if endStream { return trailersDidArrive([]) }
            if responseIsStream { readers.resumeAll() }
        } catch {
            end(error.status)
        }
    }

    func streamDidReceiveTrailers(_ stream: HTTP2Stream, _ fields: [HeaderField]) {
        trailersDidArrive(fields)
    }

    private func trailersDidArrive(_ fields: [HeaderField]) {
        let isWhole = (try? inbox.hasMessage()) ?? false
        let cutOffCount = isWhole ? 0 : inbox.unreadCount
        let status = state.receiveTrailers(
            fields, messageWaits: isWhole, unreadCount: cutOffCount)
        if let status { finish(status, trailing: Metadata(received: fields)) }
        if let stream { stopSending(on: stream) }
    }

    /// The server has answered without the whole request; else the stream would stay open on our
    /// side (gRPC `PROTOCOL-HTTP2.md`, "Early Server Closure").
    private func stopSending(on stream: HTTP2Stream) {
        guard !state.requestEnded || stream.bufferedBytes > 0 else { return }
        stream.reset(.noError)
    }

    func streamDidDrain(_ stream: HTTP2Stream) {
        writers.resumeAll()
    }

    func streamDidClose(_ stream: HTTP2Stream, _ reason: StreamCloseReason) {
        guard status == nil else { return }
        if case .unprocessed = reason, sendAgain() { return }
        guard state.end() else { return }
        finish(Status(closing: reason, path: outgoing.path, server: channel.name))
    }
}

extension Status {
    /// What it means when a stream closes before its status came. Source: gRPC
    /// `PROTOCOL-HTTP2.md`, "HTTP2 Transport Mapping, Errors".
    init(closing reason: StreamCloseReason, path: String, server: String) {
        switch reason {
        case .unprocessed:
            self.init(.unavailable, "\(server) is going away and didn't take \(path).")
        case .connectionLost(let sentence):
            self.init(.unavailable, "The connection to \(server) broke during \(path): \(sentence)")
        case .completed:
            self.init(.internal, "\(server) ended \(path) without a status.")
        case .reset(let code, _):
            switch code {
            case .cancel: self.init(.cancelled, "\(server) cancelled \(path).")
            case .enhanceYourCalm:
                self.init(.resourceExhausted, "\(server) says that it is asked too much (\(path)).")
            case .inadequateSecurity:
                self.init(.permissionDenied, "\(server) wants a safer connection for \(path).")
            default: self.init(.internal, "\(server) reset \(path) with \(code).")
            }
        }
    }
}
