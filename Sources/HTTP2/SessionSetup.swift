import CNghttp2

/// Makes the library's session: options, callbacks and the first SETTINGS.
enum SessionSetup {
    /// A limit that the library counts too, but that is counted here instead.
    private static let uncounted: UInt64 = 1 << 40
    /// Streams that a client opens before it has seen the server's SETTINGS.
    private static let assumedStreamsMax: UInt32 = 100

    static func makeSession(
        _ role: HTTP2Session.Role, _ limits: HTTP2Limits, _ memory: SessionMemory,
        _ owner: UnsafeMutableRawPointer
    ) throws -> OpaquePointer {
        var callbacks: OpaquePointer?
        var options: OpaquePointer?
        guard nghttp2_session_callbacks_new(&callbacks) == 0, let callbacks else {
            throw outOfMemory
        }
        defer { nghttp2_session_callbacks_del(callbacks) }
        guard nghttp2_option_new(&options) == 0, let options else { throw outOfMemory }
        defer { nghttp2_option_del(options) }
        SessionCallbacks.install(callbacks)
        apply(limits, options)

        var session: OpaquePointer?
        var functions = memory.functions
        let code =
            role == .server
            ? nghttp2_session_server_new3(&session, callbacks, owner, options, &functions)
            : nghttp2_session_client_new3(&session, callbacks, owner, options, &functions)
        guard code == 0, let session else { throw outOfMemory }
        return session
    }

    private static func apply(_ limits: HTTP2Limits, _ options: OpaquePointer) {
        // Windows open when bytes are consumed, not when they come: that is the back-pressure.
        nghttp2_option_set_no_auto_window_update(options, 1)
        // Closed streams would be kept for a priority tree that nobody asks for.
        nghttp2_option_set_no_closed_streams(options, 1)
        nghttp2_option_set_peer_max_concurrent_streams(options, assumedStreamsMax)
        nghttp2_option_set_max_outbound_ack(options, limits.outboundAcksMax)
        nghttp2_option_set_max_settings(options, limits.settingsEntriesMax)
        nghttp2_option_set_max_continuations(options, limits.continuationsMax)
        nghttp2_option_set_stream_reset_rate_limit(options, uncounted, uncounted)
    }

    static func submitPreface(
        _ session: OpaquePointer, _ role: HTTP2Session.Role, _ limits: HTTP2Limits
    ) throws {
        var entries = [
            entry(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, limits.streamWindowBytes),
            entry(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits.headerListBytesMax),
        ]
        switch role {
        case .server:
            entries.append(
                entry(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.concurrentStreamsMax))
            entries.append(entry(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1))
        case .client:
            entries.append(entry(NGHTTP2_SETTINGS_ENABLE_PUSH, 0))
        }
        let none = UInt8(NGHTTP2_FLAG_NONE.rawValue)
        guard nghttp2_submit_settings(session, none, entries, entries.count) == 0,
            nghttp2_session_set_local_window_size(
                session, none, 0, Int32(clamping: limits.connectionWindowBytes)) == 0
        else { throw outOfMemory }
    }

    private static func entry(
        _ id: nghttp2_settings_id, _ value: Int
    ) -> nghttp2_settings_entry {
        nghttp2_settings_entry(
            settings_id: Int32(bitPattern: id.rawValue), value: UInt32(clamping: value))
    }

    private static var outOfMemory: HTTP2Error {
        HTTP2Error(.transport, "There is no memory for another HTTP/2 session.")
    }
}
