import COpenSSL

/// The first entry of the thread's error queue, which is where the trouble began.
struct OpenSSLFailure {
    let library: Int32
    let reason: Int32
    /// OpenSSL's words, as "certificate verify failed".
    let words: String

    /// Takes it, and empties the queue.
    static func take() -> OpenSSLFailure {
        let code = ERR_get_error()
        ERR_clear_error()
        let words = ERR_reason_error_string(code).map { String(cString: $0) }
        return OpenSSLFailure(
            library: ERR_GET_LIB(code), reason: ERR_GET_REASON(code), words: words ?? "")
    }

    /// The alert that the peer sent (RFC 8446 section 6), if that is the trouble.
    var alert: Int32? {
        library == ERR_LIB_SSL && reason > SSL_AD_REASON_OFFSET
            ? reason - SSL_AD_REASON_OFFSET : nil
    }

    /// Whether the library's TLS part says this.
    func isTLS(_ reasons: Int32...) -> Bool {
        library == ERR_LIB_SSL && reasons.contains(reason)
    }
}
