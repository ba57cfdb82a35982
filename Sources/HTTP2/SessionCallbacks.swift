import CNghttp2

/// The library's callbacks: each finds the session and takes a note there.
enum SessionCallbacks {
    static func install(_ callbacks: OpaquePointer) {
        nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks) { _, header, owner in
            HTTP2Session.with(owner) { $0.didBegin(header!.pointee) }
            return 0
        }
        nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { _, frame, owner in
            HTTP2Session.with(owner) { $0.didBeginHeaders(frame!) }
            return 0
        }
        nghttp2_session_callbacks_set_on_header_callback2(callbacks) {
            _, _, name, value, _, owner in
            HTTP2Session.with(owner) { $0.didReceiveField(name!, value!) }
            return 0
        }
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, owner in
            HTTP2Session.with(owner) { $0.didReceive(frame!) }
            return 0
        }
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) {
            _, _, id, bytes, count, owner in
            let bytes = UnsafeRawBufferPointer(start: bytes, count: count)
            HTTP2Session.with(owner) { $0.didReceiveData(id, bytes) }
            return 0
        }
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, id, code, owner in
            HTTP2Session.with(owner) { $0.didClose(id, HTTP2ErrorCode(rawValue: code)) }
            return 0
        }
        nghttp2_session_callbacks_set_on_frame_send_callback(callbacks) { _, frame, owner in
            HTTP2Session.with(owner) { $0.didSend(frame!) }
            return 0
        }
        nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks) {
            _, frame, _, owner in
            HTTP2Session.with(owner) { $0.didNotSend(frame!) }
            return 0
        }
    }
}

extension HTTP2Session {
    /// The session that was given to the library. Whoever calls the library holds the session, so
    /// a callback need not.
    @inline(__always)
    static func with<Result>(
        _ owner: UnsafeMutableRawPointer?, _ body: (HTTP2Session) -> Result
    ) -> Result {
        Unmanaged<HTTP2Session>.fromOpaque(owner!)._withUnsafeGuaranteedRef(body)
    }

    /// The stream that the library knows under this number.
    @inline(__always)
    func stream(_ id: Int32) -> HTTP2Stream? {
        guard let pointer = nghttp2_session_get_stream_user_data(raw, id) else { return nil }
        return Unmanaged<HTTP2Stream>.fromOpaque(pointer).takeUnretainedValue()
    }
}
