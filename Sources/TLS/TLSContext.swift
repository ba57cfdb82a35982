import COpenSSL

/// What all connections of one side have in common: certificate, trust and rules.
///
/// `@unchecked Sendable`: nothing is changed after `init`, and OpenSSL guards what connections
/// that share it count and cache.
final class TLSContext: @unchecked Sendable {
    let role: TLSRole
    let raw: OpaquePointer
    /// Client: sessions to resume.
    let sessions = TLSSessions()

    /// ECDHE and AEAD only (RFC 9113 appendix A forbids the others); the faster AES first.
    private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"
    private static let suites =
        "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    /// How long a client may resume; a certificate isn't looked at again in between.
    private static let sessionSeconds = 3_600

    private init(_ role: TLSRole) throws(TLSError) {
        ERR_clear_error()
        let method = role == .client ? TLS_client_method() : TLS_server_method()
        guard let raw = SSL_CTX_new(method) else { throw Self.libraryFailure() }
        self.role = role
        self.raw = raw
        guard leadline_tls_defaults(raw) == 1,
            SSL_CTX_set_cipher_list(raw, Self.ciphers) == 1,
            SSL_CTX_set_ciphersuites(raw, Self.suites) == 1
        else { throw Self.libraryFailure() }
        // A key with a passphrase would otherwise be asked for on the terminal.
        SSL_CTX_set_default_passwd_cb(raw) { _, _, _, _ in 0 }
        SSL_CTX_set_timeout(raw, Self.sessionSeconds)
    }

    deinit { SSL_CTX_free(raw) }

    /// - Throws: `.unusableFile`.
    convenience init(_ settings: TLSServerSettings) throws(TLSError) {
        try self.init(.server)
        try use(settings.identity)
        offerHTTP2()
        leadline_tls_forget_sessions(raw)
        SSL_CTX_set_num_tickets(raw, 1)
        // A resumed session counts only where it was made.
        let name: [UInt8] = Array("h2".utf8)
        SSL_CTX_set_session_id_context(raw, name, UInt32(name.count))
        switch settings.clientCertificates {
        case .notAsked: break
        case .optional(let file):
            try trustClients(file)
            SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nil)
        case .required(let file):
            try trustClients(file)
            SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        }
    }

    /// - Throws: `.unusableFile`.
    convenience init(_ settings: TLSClientSettings) throws(TLSError) {
        try self.init(.client)
        switch settings.trust {
        case .system: SSL_CTX_set_default_verify_paths(raw)
        case .file(let file): try trust(file)
        }
        if let identity = settings.identity { try use(identity) }
        let protocols: [UInt8] = [2] + Array("h2".utf8)
        SSL_CTX_set_alpn_protos(raw, protocols, UInt32(protocols.count))
        SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, TLSEngine.noteRefusedNames)
        leadline_tls_keep_sessions(raw)
        SSL_CTX_sess_set_new_cb(raw) { ssl, session in
            TLSEngine.keep(session, of: ssl) ? 1 : 0
        }
    }

    private func use(_ identity: TLSIdentity) throws(TLSError) {
        let (certificate, key) = (identity.certificateFile, identity.keyFile)
        guard SSL_CTX_use_certificate_chain_file(raw, certificate) == 1 else {
            throw Self.unusable("The certificate file \(certificate) can't be used.")
        }
        guard SSL_CTX_use_PrivateKey_file(raw, key, SSL_FILETYPE_PEM) == 1 else {
            throw Self.unusable(
                "The key file \(key) can't be used, or isn't the key of the certificate in "
                    + "\(certificate).")
        }
        guard SSL_CTX_check_private_key(raw) == 1 else {
            throw Self.unusable(
                "The key in \(key) doesn't belong to the certificate in \(certificate).")
        }
        guard let leaf = SSL_CTX_get0_certificate(raw) else { throw Self.libraryFailure() }
        if X509_cmp_current_time(X509_get0_notAfter(leaf)) < 0 {
            throw TLSError(.unusableFile, "The certificate in \(certificate) has expired.")
        }
    }

    private func trust(_ file: String) throws(TLSError) {
        guard SSL_CTX_load_verify_locations(raw, file, nil) == 1 else {
            throw Self.unusable("The CA file \(file) can't be used.")
        }
    }

    private func trustClients(_ file: String) throws(TLSError) {
        try trust(file)
        guard let names = SSL_load_client_CA_file(file) else {
            throw Self.unusable("The CA file \(file) can't be used.")
        }
        // Told to clients, so that one with several certificates shows the right one.
        SSL_CTX_set_client_CA_list(raw, names)
    }

    /// A client that doesn't offer "h2" is refused inside the handshake, and told so.
    private func offerHTTP2() {
        SSL_CTX_set_client_hello_cb(
            raw,
            { ssl, alert, _ in
                var bytes: UnsafePointer<UInt8>?
                var count = 0
                let kind = UInt32(TLSEXT_TYPE_application_layer_protocol_negotiation)
                if SSL_client_hello_get0_ext(ssl, kind, &bytes, &count) == 1 {
                    return SSL_CLIENT_HELLO_SUCCESS
                }
                alert?.pointee = SSL_AD_NO_APPLICATION_PROTOCOL
                return SSL_CLIENT_HELLO_ERROR
            }, nil)
        SSL_CTX_set_alpn_select_cb(
            raw,
            { _, chosen, chosenCount, offered, count, _ in
                var next = 0
                while let offered, next < Int(count) {
                    let length = Int(offered[next])
                    if length == 2, next + 2 < Int(count), offered[next + 1] == 0x68,
                        offered[next + 2] == 0x32
                    {
                        chosen?.pointee = offered + next + 1
                        chosenCount?.pointee = 2
                        return SSL_TLSEXT_ERR_OK
                    }
                    next += 1 + length
                }
                return SSL_TLSEXT_ERR_ALERT_FATAL
            }, nil)
    }

    private static func unusable(_ message: String) -> TLSError {
        TLSError(.unusableFile, message, detail: OpenSSLFailure.take().words)
    }

    static func libraryFailure() -> TLSError {
        TLSError(.library, "TLS can't be set up.", detail: OpenSSLFailure.take().words)
    }
}
