import CNghttp2

extension HTTP2Session {
    /// What is to be sent next, good until the next call; nil when there is nothing now.
    func nextOutput() -> UnsafeRawBufferPointer? {
        guard !isLost else { return nil }
        return early.take() ?? nextFrame()
    }

    /// Takes what the library has ready: nearly always what it answers by itself. Streams' DATA
    /// stays where it is.
    func takeAnswers() {
        while nghttp2_session_get_outbound_queue_size(raw) > 0, early.hasRoom,
            let frame = nextFrame()
        {
            early.append(frame)
        }
    }

    private func nextFrame() -> UnsafeRawBufferPointer? {
        var bytes: UnsafePointer<UInt8>?
        let count = nghttp2_session_mem_send(raw, &bytes)
        guard count > 0 else {
            if count < 0 { fault = fault ?? Self.error(Int32(count)) }
            return nil
        }
        return UnsafeRawBufferPointer(start: bytes, count: count)
    }

    /// To be called after a round of `nextOutput`: acts on what sending led to.
    func didSend() {
        hasAnnouncedOutput = false
        guard !isLost else { return }
        applyPendingFault()
        dispatch()
    }

    /// Client: sends a request. Its data, sent in the same turn, shares the write.
    /// - Throws: `.notUsable` when the connection drains, `.tooManyStreams`.
    func open(
        _ fields: [HeaderField], endStream: Bool, delegate: any HTTP2StreamDelegate
    ) throws(HTTP2Error) -> HTTP2Stream {
        try checkOpen()
        let stream = HTTP2Stream(id: 0, session: self, didLeave: false)
        stream.handler = delegate
        stream.sending = endStream ? .ended : .open
        let encoded = encoder.encode(fields)
        let pointer = Unmanaged.passUnretained(stream).toOpaque()
        let id = withUnsafePointer(to: Self.provider) { provider in
            nghttp2_submit_request(
                raw, nil, encoded.baseAddress, encoded.count, endStream ? nil : provider, pointer)
        }
        guard id > 0 else { throw Self.error(id) }
        stream.id = id
        streams.insert(stream)
        didMakeOutput()
        return stream
    }

    /// Client: requests may be opened.
    var isUsable: Bool {
        !isLost && !isDraining && !peerIsLeaving && fault == nil
            && nghttp2_session_check_request_allowed(raw) != 0
    }

    /// Streams that the peer would take right now; more are queued.
    var availableStreamCount: Int {
        guard isUsable else { return 0 }
        let allowed = nghttp2_session_get_remote_settings(
            raw, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS)
        return max(0, Int(allowed) - streams.count)
    }

    private func checkOpen() throws(HTTP2Error) {
        guard isUsable else {
            throw HTTP2Error(.notUsable, "The connection takes no more requests.")
        }
        let allowed = nghttp2_session_get_remote_settings(
            raw, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS)
        guard streams.count + abandonedCount < Int(allowed) + limits.queuedStreamsMax else {
            throw HTTP2Error(.tooManyStreams, "The peer allows \(allowed) streams at a time.")
        }
    }

    func submitResponse(
        _ stream: HTTP2Stream, _ fields: UnsafeBufferPointer<nghttp2_nv>, endStream: Bool
    ) {
        let code = withUnsafePointer(to: Self.provider) { provider in
            nghttp2_submit_response(
                raw, stream.id, fields.baseAddress, fields.count, endStream ? nil : provider)
        }
        guard code == 0 else { return stream.reset(.internalError) }
        didMakeOutput()
    }

    func submitReset(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) {
        nghttp2_submit_rst_stream(raw, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, code.rawValue)
        if !stream.didLeave { abandon(stream, .reset(code, byPeer: false)) }
        didMakeOutput()
    }

    /// A request that never left is closed now. Its place in the library's queue stays until its
    /// turn comes, which may be long after the stream is freed.
    private func abandon(_ stream: HTTP2Stream, _ reason: StreamCloseReason) {
        guard !stream.isClosed else { return }
        let isQueued = nghttp2_session_get_stream_user_data(raw, stream.id) == nil
        if isQueued { abandonedCount += 1 }
        nghttp2_session_set_stream_user_data(raw, stream.id, nil)
        close(stream, reason)
    }

    func consume(_ stream: HTTP2Stream, _ count: Int) {
        nghttp2_session_consume(raw, stream.id, count)
        if nghttp2_session_want_write(raw) != 0 { didMakeOutput() }
    }

    func submitPing(_ payload: UInt64) {
        guard !isLost else { return }
        withUnsafeBytes(of: payload) { bytes in
            _ = nghttp2_submit_ping(
                raw, UInt8(NGHTTP2_FLAG_NONE.rawValue),
                bytes.baseAddress!.assumingMemoryBound(to: UInt8.self))
        }
        didMakeOutput()
    }

    /// The peer doesn't read what it asks for.
    func checkBuffered() {
        guard bufferedCount > limits.bufferedBytesPerConnectionMax else { return }
        fail(
            .enhanceYourCalm,
            HTTP2Error(.limitExceeded, "The peer reads too slowly for what it asks for."))
    }

    /// Where every DATA frame comes from; the library hands the stream's pointer back.
    static let provider = nghttp2_data_provider(
        source: nghttp2_data_source(),
        read_callback: { _, id, target, capacity, flags, _, owner in
            HTTP2Session.with(owner) { session in
                guard let stream = session.stream(id), let target, let flags else {
                    return temporaryFailure
                }
                return session.fill(stream, target, capacity, flags)
            }
        })

    private func fill(
        _ stream: HTTP2Stream, _ target: UnsafeMutablePointer<UInt8>, _ capacity: Int,
        _ flags: UnsafeMutablePointer<UInt32>
    ) -> ssize_t {
        let before = stream.outgoing.count
        let count = stream.outgoing.read(into: target, capacity: capacity)
        bufferedCount -= count
        sentDataCount += count
        if before > stream.drainMark, stream.outgoing.count <= stream.drainMark {
            events.append(.drained(stream))
        }
        guard stream.outgoing.isEmpty else { return count }
        if stream.sending == .ended {
            flags.pointee |= UInt32(NGHTTP2_DATA_FLAG_EOF.rawValue)
            return submitTrailers(stream, flags) ? count : Self.temporaryFailure
        }
        guard count > 0 else {
            stream.isDeferred = true
            return ssize_t(NGHTTP2_ERR_DEFERRED.rawValue)
        }
        return count
    }

    private static let temporaryFailure = ssize_t(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)

    /// From inside the last DATA frame's callback, so that headers, data and trailers are packed in
    /// one pass.
    private func submitTrailers(
        _ stream: HTTP2Stream, _ flags: UnsafeMutablePointer<UInt32>
    ) -> Bool {
        let fields: UnsafeBufferPointer<nghttp2_nv>
        switch stream.trailers {
        case .none: return true
        case .list(let list): fields = encoder.encode(list)
        case .block(let block): fields = UnsafeBufferPointer(block.fields)
        }
        flags.pointee |= UInt32(NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue)
        return nghttp2_submit_trailer(raw, stream.id, fields.baseAddress, fields.count) == 0
    }
}
