import CNghttp2

private let headersType = UInt8(NGHTTP2_HEADERS.rawValue)
private let dataType = UInt8(NGHTTP2_DATA.rawValue)
private let settingsType = UInt8(NGHTTP2_SETTINGS.rawValue)
private let pingType = UInt8(NGHTTP2_PING.rawValue)
private let priorityType = UInt8(NGHTTP2_PRIORITY.rawValue)
private let resetType = UInt8(NGHTTP2_RST_STREAM.rawValue)
private let goAwayType = UInt8(NGHTTP2_GOAWAY.rawValue)
private let endStreamFlag = UInt8(NGHTTP2_FLAG_END_STREAM.rawValue)
private let ackFlag = UInt8(NGHTTP2_FLAG_ACK.rawValue)

/// What the callbacks of the library's receive function do. They only take notes.
extension HTTP2Session {
    /// Any frame's header.
    func didBegin(_ header: nghttp2_frame_hd) {
        if areHeadersUnheard { countStrayHeaders() }
        areHeadersUnheard = header.type == headersType
        switch header.type {
        case headersType: return
        case dataType where header.length > 0 || header.flags & endStreamFlag != 0: return
        case priorityType where header.stream_id == 0:
            // RFC 9113 section 6.3; the library ignores priorities altogether.
            return note(
                .protocolError,
                HTTP2Error(.protocolViolation, "The peer sent PRIORITY for the connection."))
        case dataType, priorityType: break
        case pingType, settingsType:
            if header.flags & ackFlag != 0 { return }
        default: return
        }
        guard !guardian.allowsControlFrame(now) else { return }
        note(
            .enhanceYourCalm,
            HTTP2Error(.limitExceeded, "The peer sends too many frames that carry nothing."))
    }

    /// The library decodes the headers of a stream that has ended and tells of their beginning
    /// alone. Some were under way when it ended; more than that are sent on purpose. (DATA of such
    /// a stream costs it no more than a frame that nobody knows.)
    private func countStrayHeaders() {
        guard role == .server, !guardian.allowsStrayHeaders(now) else { return }
        note(
            .enhanceYourCalm,
            HTTP2Error(.limitExceeded, "The peer goes on with streams that have ended."))
    }

    func didBeginHeaders(_ frame: UnsafePointer<nghttp2_frame>) {
        areHeadersUnheard = false
        let id = frame.pointee.hd.stream_id
        guard role == .server, frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST else {
            return incoming.begin(stream(id))
        }
        let stream = HTTP2Stream(id: id, session: self, didLeave: true)
        streams.insert(stream)
        nghttp2_session_set_stream_user_data(raw, id, Unmanaged.passUnretained(stream).toOpaque())
        incoming.begin(stream)
    }

    func didReceiveField(_ name: OpaquePointer, _ value: OpaquePointer) {
        guard incoming.isWanted else { return }
        if !incoming.append(name, value, bytesMax: limits.headerListBytesMax) { refuseFields() }
    }

    private func refuseFields() {
        guard let stream = incoming.stream, stream.resetByUs == nil else { return }
        // RESOURCE_EXHAUSTED in gRPC's mapping. Counts as provoked: see `didSendReset`.
        stream.resetByUs = .enhanceYourCalm
        stream.isProvoked = true
        submitReset(stream, .enhanceYourCalm)
    }

    func didReceive(_ frame: UnsafePointer<nghttp2_frame>) {
        let header = frame.pointee.hd
        switch header.type {
        case headersType: didReceiveHeaders(header)
        case dataType:
            if header.flags & endStreamFlag != 0 { didEndData(header.stream_id) }
        case settingsType:
            if header.flags & ackFlag == 0 { events.append(.notice(.settings)) }
        case pingType:
            guard header.flags & ackFlag != 0 else { return }
            let payload = withUnsafeBytes(of: frame.pointee.ping.opaque_data) {
                $0.loadUnaligned(as: UInt64.self)
            }
            events.append(.notice(.pong(payload)))
        case resetType: didReceiveReset(frame)
        case goAwayType:
            peerIsLeaving = true
            let code = HTTP2ErrorCode(rawValue: frame.pointee.goaway.error_code)
            events.append(.notice(.goAway(code)))
        default: break
        }
    }

    private func didReceiveHeaders(_ header: nghttp2_frame_hd) {
        guard let stream = incoming.stream else { return }
        let fields = incoming.take()
        let endStream = header.flags & endStreamFlag != 0
        guard stream.resetByUs == nil else { return }
        if endStream { stream.receiving = .ended }
        if stream.didReceiveHeaders {
            events.append(.trailers(stream, fields))
            return
        }
        let isInterim = role == .client && fields.first?.value.utf8.first == UInt8(ascii: "1")
        guard !isInterim else { return }
        stream.didReceiveHeaders = true
        if !endStream { stream.receiving = .open }
        events.append(.headers(stream, fields, endStream: endStream))
    }

    func didReceiveData(_ id: Int32, _ bytes: UnsafeRawBufferPointer) {
        guard let stream = stream(id) else {
            nghttp2_session_consume_connection(raw, bytes.count)
            return
        }
        // Nobody waits for what follows a reset: the window is given back at once.
        guard stream.resetByUs == nil else {
            nghttp2_session_consume(raw, id, bytes.count)
            return
        }
        stream.unconsumedCount += bytes.count
        events.append(.data(stream, bytes, endStream: false))
    }

    /// The end is told with the stream's last bytes when they came in the same breath.
    private func didEndData(_ id: Int32) {
        guard let stream = stream(id), stream.resetByUs == nil else { return }
        stream.receiving = .ended
        if let last = events.popLast() {
            if case .data(let known, let bytes, _) = last, known === stream {
                return events.append(.data(stream, bytes, endStream: true))
            }
            events.append(last)
        }
        let empty = UnsafeRawBufferPointer(start: nil, count: 0)
        events.append(.data(stream, empty, endStream: true))
    }

    private func didReceiveReset(_ frame: UnsafePointer<nghttp2_frame>) {
        let code = HTTP2ErrorCode(rawValue: frame.pointee.rst_stream.error_code)
        stream(frame.pointee.hd.stream_id)?.resetByPeer = code
        guard role == .server, !guardian.allowsPeerReset(now) else { return }
        note(
            .enhanceYourCalm,
            HTTP2Error(.limitExceeded, "The peer resets too many of its own streams."))
    }
}
