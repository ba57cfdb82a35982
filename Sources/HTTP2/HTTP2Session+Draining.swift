import CNghttp2

/// Leaving in order (RFC 9113 section 6.8).
///
///     open ──announce──► announced ──a round trip later: conclude──► concluded ──streams end──►
/// finished
///
/// The first GOAWAY names no stream, so that requests under way aren't refused; the last one names
/// the last that was taken. A client has nothing to wait for, and concludes at once.
extension HTTP2Session {
    /// The payload of the PING that measures the round trip of a drain.
    static let drainPing: UInt64 = 0x6472_6169_6e00_0001

    /// Server: asks the peer to open no more streams.
    func announceDrain() {
        guard !isLost, !isDraining else { return }
        nghttp2_submit_shutdown_notice(raw)
        submitPing(Self.drainPing)
        didMakeOutput()
    }

    /// Takes no more streams; those that are open go on. The session is finished behind the last.
    func concludeDrain() {
        guard !isLost, !isDraining else { return }
        isDraining = true
        let last = nghttp2_session_get_last_proc_stream_id(raw)
        nghttp2_submit_goaway(
            raw, UInt8(NGHTTP2_FLAG_NONE.rawValue), last, HTTP2ErrorCode.noError.rawValue, nil, 0)
        didMakeOutput()
    }
}
