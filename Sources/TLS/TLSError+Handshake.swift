import COpenSSL

extension TLSError {
    /// Why an engine can't go on, told from its side.
    static func handshake(
        _ failure: OpenSSLFailure, role: TLSRole, verification: Int, expected: String?,
        names: [String]
    ) -> TLSError {
        if let alert = failure.alert { return .alert(alert, role, failure.words) }
        if failure.isTLS(SSL_R_CERTIFICATE_VERIFY_FAILED) {
            return .verification(verification, role, expected, names)
        }
        let (code, message) = said(failure, role)
        return TLSError(code, message, detail: failure.words)
    }

    private static func said(_ failure: OpenSSLFailure, _ role: TLSRole) -> (Code, String) {
        let peer = role.peer
        if failure.isTLS(SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST) {
            return (.notTLS, "The client sent plain HTTP to a port that speaks TLS.")
        }
        if failure.isTLS(
            SSL_R_WRONG_VERSION_NUMBER, SSL_R_BAD_RECORD_TYPE, SSL_R_PACKET_LENGTH_TOO_LONG)
        {
            return (
                .notTLS,
                role == .client
                    ? "The server doesn't speak TLS on this port: it may be for plaintext."
                    : "The client doesn't speak TLS, and this port does."
            )
        }
        if failure.isTLS(SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE) {
            return (.peerRefused, "The client shows no certificate, and this port requires one.")
        }
        if failure.isTLS(
            SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_NO_PROTOCOLS_AVAILABLE)
        {
            return (.nothingInCommon, "\(peer) offers no TLS from version 1.2 on.")
        }
        if failure.isTLS(
            SSL_R_NO_SHARED_CIPHER, SSL_R_NO_SHARED_GROUPS, SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS)
        {
            return (.nothingInCommon, "\(peer) offers no cipher or curve that is accepted here.")
        }
        if failure.isTLS(SSL_R_NO_APPLICATION_PROTOCOL, SSL_R_CALLBACK_FAILED) {
            return (.nothingInCommon, noALPN(role))
        }
        return (.broken, "\(peer) broke the TLS protocol.")
    }

    /// Neither side has said "h2" (RFC 9113 section 3.2).
    static func noALPN(_ role: TLSRole) -> String {
        role == .client
            ? "The server didn't agree to speak HTTP/2 (ALPN h2)."
            : "The client doesn't offer HTTP/2 (ALPN h2)."
    }

    private static func alert(_ alert: Int32, _ role: TLSRole, _ words: String) -> TLSError {
        let peer = role.peer
        let (code, message): (Code, String) =
            switch alert {
            case SSL_AD_CERTIFICATE_REQUIRED:
                (.refusedByPeer, "\(peer) requires a certificate of ours, and we show none.")
            case SSL_AD_UNKNOWN_CA:
                (.refusedByPeer, "\(peer) refuses our certificate: it doesn't trust its CA.")
            case SSL_AD_CERTIFICATE_EXPIRED:
                (.refusedByPeer, "\(peer) refuses our certificate: it has expired.")
            case SSL_AD_CERTIFICATE_REVOKED:
                (.refusedByPeer, "\(peer) refuses our certificate: it was revoked.")
            case SSL_AD_BAD_CERTIFICATE, SSL_AD_UNSUPPORTED_CERTIFICATE,
                SSL_AD_CERTIFICATE_UNKNOWN, SSL_AD_ACCESS_DENIED:
                (.refusedByPeer, "\(peer) refuses our certificate.")
            case SSL_AD_NO_APPLICATION_PROTOCOL:
                (.nothingInCommon, "\(peer) doesn't speak HTTP/2 (ALPN h2).")
            case SSL_AD_PROTOCOL_VERSION:
                (.nothingInCommon, "\(peer) accepts none of our versions of TLS (1.2, 1.3).")
            case SSL_AD_HANDSHAKE_FAILURE, SSL_AD_INSUFFICIENT_SECURITY:
                (
                    .nothingInCommon,
                    "\(peer) found nothing in common in the TLS handshake, or misses a "
                        + "certificate of ours."
                )
            default: (.broken, "\(peer) ended the TLS connection with an alert.")
            }
        return TLSError(code, message, detail: words)
    }

    private static func verification(
        _ result: Int, _ role: TLSRole, _ expected: String?, _ names: [String]
    ) -> TLSError {
        let whose = role == .client ? "The server's certificate" : "The client's certificate"
        let message: String =
            switch Int32(result) {
            case X509_V_ERR_CERT_HAS_EXPIRED: "\(whose) has expired."
            case X509_V_ERR_CERT_NOT_YET_VALID: "\(whose) isn't valid yet."
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
                X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
                X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_SIGNATURE_FAILURE:
                "\(whose) is of a CA that isn't trusted here."
            case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
                "\(whose) isn't for \(expected ?? "this name"); it is for "
                    + (names.isEmpty ? "no name" : names.joined(separator: ", ")) + "."
            case X509_V_ERR_INVALID_PURPOSE:
                "\(whose) isn't made for \(role == .client ? "servers" : "clients")."
            default: "\(whose) is refused."
            }
        let words = X509_verify_cert_error_string(result).map { String(cString: $0) }
        return TLSError(.peerRefused, message, detail: words ?? "")
    }
}
