import CNghttp2

private let headersType = UInt8(NGHTTP2_HEADERS.rawValue)
private let dataType = UInt8(NGHTTP2_DATA.rawValue)
private let resetType = UInt8(NGHTTP2_RST_STREAM.rawValue)
private let goAwayType = UInt8(NGHTTP2_GOAWAY.rawValue)
private let endStreamFlag = UInt8(NGHTTP2_FLAG_END_STREAM.rawValue)
private let noFlags = UInt8(NGHTTP2_FLAG_NONE.rawValue)

/// What the callbacks of the library's send function do, and the closes of both.
extension HTTP2Session {
    func didSend(_ frame: UnsafePointer<nghttp2_frame>) {
        let header = frame.pointee.hd
        switch header.type {
        case headersType:
            if role == .client { stream(header.stream_id)?.didLeave = true }
            fallthrough
        case dataType:
            guard role == .server, header.flags & endStreamFlag != 0 else { return }
            didEndResponse(header.stream_id)
        case resetType: didSendReset(header.stream_id)
        case goAwayType: didSendGoAway(HTTP2ErrorCode(rawValue: frame.pointee.goaway.error_code))
        default: break
        }
    }

    /// With an error that isn't ours: the library found one.
    private func didSendGoAway(_ code: HTTP2ErrorCode) {
        guard fault == nil, pendingFault == nil, code != .noError else { return }
        fault = HTTP2Error(
            code == .enhanceYourCalm ? .limitExceeded : .protocolViolation,
            "The peer broke the rules of HTTP/2 (\(code)).")
    }

    /// The answer is out and the request still comes: tells the client to stop, without an error
    /// (RFC 9113 section 8.1).
    private func didEndResponse(_ id: Int32) {
        guard let stream = stream(id), stream.receiving != .ended, stream.resetByUs == nil else {
            return
        }
        stream.resetByUs = .noError
        nghttp2_submit_rst_stream(raw, noFlags, id, HTTP2ErrorCode.noError.rawValue)
    }

    private func didSendReset(_ id: Int32) {
        let stream = stream(id)
        let isOurs = stream.map { $0.resetByUs != nil && !$0.isProvoked } ?? false
        guard role == .server, !isOurs else { return }
        stream?.isProvoked = true
        guard !guardian.allowsProvokedReset(now) else { return }
        note(
            .enhanceYourCalm,
            HTTP2Error(.limitExceeded, "The peer makes us reset too many streams."))
    }

    /// A request that the library gave up before it left.
    func didNotSend(_ frame: UnsafePointer<nghttp2_frame>) {
        let header = frame.pointee.hd
        guard role == .client, header.type == headersType,
            frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST
        else { return }
        guard let stream = streams.first(withID: header.stream_id) else {
            abandonedCount -= 1
            return
        }
        close(stream, stream.resetByUs.map { .reset($0, byPeer: false) } ?? .unprocessed)
    }

    func didClose(_ id: Int32, _ code: HTTP2ErrorCode) {
        guard let stream = stream(id) else { return }
        nghttp2_session_set_stream_user_data(raw, id, nil)
        close(stream, closeReason(stream, code))
    }
}
