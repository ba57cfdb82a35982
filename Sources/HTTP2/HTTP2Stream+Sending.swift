import CNghttp2

extension HTTP2Stream {
    /// Server: sends the response's fields, `:status` first. With `endStream` they are all of it.
    public func sendHeaders(_ fields: [HeaderField], endStream: Bool) {
        guard let session = beginResponse(endStream: endStream) else { return }
        session.submitResponse(self, session.encoder.encode(fields), endStream: endStream)
    }

    /// As `sendHeaders` for fields that are the same for many streams.
    public func sendHeaders(_ block: HeaderBlock, endStream: Bool) {
        guard let session = beginResponse(endStream: endStream) else { return }
        session.submitResponse(self, UnsafeBufferPointer(block.fields), endStream: endStream)
    }

    /// Queues bytes; they leave at the end of the turn, as far as the peer's window allows.
    ///
    /// A stream that holds more than `bufferedBytesPerStreamMax` is reset with ENHANCE_YOUR_CALM:
    /// whoever streams looks at `bufferedBytes` first.
    public func sendData(_ bytes: [UInt8], endStream: Bool) {
        check()
        guard let session, !isOver else { return }
        precondition(sending == .open, "data follows headers, and precedes the end")
        outgoing.append(bytes)
        session.bufferedCount += bytes.count
        if endStream { sending = .ended }
        guard outgoing.count <= session.limits.bufferedBytesPerStreamMax else {
            return reset(.enhanceYourCalm)
        }
        session.checkBuffered()
        resume(session)
    }

    /// Ends our side with fields behind the data.
    public func sendTrailers(_ fields: [HeaderField]) {
        send(.list(fields))
    }

    /// As `sendTrailers` for fields that are the same for many streams.
    public func sendTrailers(_ block: HeaderBlock) {
        send(.block(block))
    }

    /// Gives received bytes' flow-control window back to the peer, on the stream and on the
    /// connection: say so when they are processed, not when they come, and the peer waits.
    public func consume(_ count: Int) {
        check()
        guard let session, !isClosed, count > 0 else { return }
        precondition(count <= unconsumedCount, "more was consumed than received")
        unconsumedCount -= count
        session.consume(self, count)
    }

    /// Ends the stream at once in both directions: what waits is dropped, nothing more is told but
    /// the close.
    public func reset(_ code: HTTP2ErrorCode) {
        check()
        guard let session, !isOver else { return }
        resetByUs = code
        dropOutgoing(session)
        session.submitReset(self, code)
    }

    private func beginResponse(endStream: Bool) -> HTTP2Session? {
        check()
        guard let session, !isOver else { return nil }
        precondition(session.role == .server, "a client's headers go with open")
        precondition(sending == .idle, "headers are sent once")
        sending = endStream ? .ended : .open
        return session
    }

    private func send(_ trailers: Trailers) {
        check()
        guard let session, !isOver else { return }
        precondition(sending == .open, "trailers follow headers, and end the stream")
        self.trailers = trailers
        sending = .ended
        resume(session)
    }

    private func resume(_ session: HTTP2Session) {
        if isDeferred {
            isDeferred = false
            nghttp2_session_resume_data(session.raw, id)
        }
        session.didMakeOutput()
    }

    func dropOutgoing(_ session: HTTP2Session) {
        session.bufferedCount -= outgoing.count
        outgoing.removeAll()
        trailers = .none
    }
}
