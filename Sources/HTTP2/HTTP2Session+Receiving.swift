import CNghttp2

extension HTTP2Session {
    /// Takes bytes off the wire, then tells the delegates. They see the bytes where they lie.
    /// - Throws: what makes the connection useless; send what `nextOutput` still has, then close.
    func receive(_ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) {
        guard !isLost, fault == nil else { return }
        let count = nghttp2_session_mem_recv(
            raw, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        if count < 0 { note(Self.wireCode(Int32(count)), Self.error(Int32(count))) }
        if role == .server { takeAnswers() }
        applyPendingFault()
        dispatch()
        guard !isLost else { return }
        if wantsToWrite { didMakeOutput() }
        if let fault { throw fault }
    }

    /// From inside a callback: ends the session once the library has returned. The first stands.
    func note(_ code: HTTP2ErrorCode, _ error: HTTP2Error) {
        if pendingFault == nil, fault == nil { pendingFault = (code, error) }
    }

    func applyPendingFault() {
        guard let (code, error) = pendingFault else { return }
        pendingFault = nil
        fail(code, error)
    }

    /// Ends the session with GOAWAY. The first fault stands.
    func fail(_ code: HTTP2ErrorCode, _ error: HTTP2Error) {
        guard fault == nil, !isLost else { return }
        fault = error
        nghttp2_session_terminate_session(raw, code.rawValue)
        didMakeOutput()
    }

    /// The library closed it, or never opened it: notes why. The first close stands.
    func close(_ stream: HTTP2Stream, _ reason: StreamCloseReason) {
        guard !stream.isClosed else { return }
        stream.isClosed = true
        stream.dropOutgoing(self)
        if stream.unconsumedCount > 0 {
            nghttp2_session_consume_connection(raw, stream.unconsumedCount)
            stream.unconsumedCount = 0
        }
        streams.remove(stream)
        events.append(.closed(stream, reason))
    }

    func closeReason(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) -> StreamCloseReason {
        if let ours = stream.resetByUs, ours != .noError { return .reset(ours, byPeer: false) }
        // A server may end its answer early and then, without an error, the request.
        let isAnswered = stream.receiving == .ended || stream.resetByPeer == nil
        if code == .noError, isAnswered { return .completed }
        if code == .refusedStream, role == .client { return .unprocessed }
        return .reset(code, byPeer: stream.resetByPeer != nil)
    }

    static func error(_ code: Int32) -> HTTP2Error {
        let kind: HTTP2Error.Code =
            wireCode(code) == .enhanceYourCalm ? .limitExceeded : .protocolViolation
        if code == NGHTTP2_ERR_BAD_CLIENT_MAGIC.rawValue {
            return HTTP2Error(kind, "The client doesn't speak HTTP/2.")
        }
        return HTTP2Error(kind, String(cString: nghttp2_strerror(code)) + ".")
    }

    /// What to say in GOAWAY when the library gave up.
    static func wireCode(_ code: Int32) -> HTTP2ErrorCode {
        switch code {
        case NGHTTP2_ERR_FLOODED.rawValue, NGHTTP2_ERR_TOO_MANY_CONTINUATIONS.rawValue,
            NGHTTP2_ERR_TOO_MANY_SETTINGS.rawValue:
            .enhanceYourCalm
        case NGHTTP2_ERR_NOMEM.rawValue, NGHTTP2_ERR_CALLBACK_FAILURE.rawValue: .internalError
        default: .protocolError
        }
    }
}
