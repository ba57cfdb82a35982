import COpenSSL

/// One connection's TLS: encrypted bytes in and out through `TLSBuffers`, plain bytes to and from
/// its owner. Does no I/O.
///
///     handshaking ──finished──► open ──closed by either side──► closed
///          └── any failure ───────┴──────────────────────────────► failed
///
/// Stays on one thread, that of its buffers.
public final class TLSEngine {
    /// What a step gave.
    public enum Step {
        /// So many plain bytes are there.
        case bytes(Int)
        /// The handshake has finished, just now.
        case opened
        /// All that came is used up.
        case needsInput
        /// The peer has said that nothing more will come.
        case ended
        case failed(TLSError)
    }

    private let ssl: OpaquePointer
    private let context: TLSContext
    private let buffers: TLSBuffers
    /// Client: the name that the certificate has to be for.
    private let serverName: String?
    private var failure: TLSError?
    private var hasEnded = false
    private var refusedNames: [String] = []
    public private(set) var isOpen = false
    /// More plain bytes may be had without more input: call `receive` again.
    public private(set) var hasMore = false

    init(_ context: TLSContext, serverName: String?, buffers: TLSBuffers) throws(TLSError) {
        guard let ssl = SSL_new(context.raw), let bio = BufferBIO.make(buffers) else {
            throw TLSContext.libraryFailure()
        }
        self.ssl = ssl
        self.context = context
        self.buffers = buffers
        self.serverName = serverName
        SSL_set_bio(ssl, bio, bio)
        SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
        if let serverName {
            SSL_set_connect_state(ssl)
            expect(serverName)
            resume(serverName)
        } else {
            SSL_set_accept_state(ssl)
        }
    }

    deinit { SSL_free(ssl) }

    private func resume(_ name: String) {
        guard let session = context.sessions.take(for: name) else { return }
        SSL_set_session(ssl, session)
        SSL_SESSION_free(session)
    }

    private func expect(_ name: String) {
        let parameters = SSL_get0_param(ssl)
        X509_VERIFY_PARAM_set_hostflags(
            parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        // An address isn't a name: it is looked for among the certificate's addresses, and never
        // sent (RFC 6066 section 3).
        guard X509_VERIFY_PARAM_set1_ip_asc(parameters, name) != 1 else { return }
        X509_VERIFY_PARAM_set1_host(parameters, name, 0)
        _ = leadline_tls_set_name(ssl, name)
    }

    /// Whether this is the side that waits for the other to begin.
    public var isServer: Bool { context.role == .server }

    /// Client: what begins the handshake is in the buffers' output afterwards.
    public func start() -> Step { handshake() }

    /// `count` encrypted bytes are in the buffers' input.
    public func fill(_ count: Int) {
        buffers.fill(count)
        hasMore = true
    }

    /// Decrypts what came into `plain`. Call it until it needs input.
    public func receive(into plain: UnsafeMutableRawBufferPointer) -> Step {
        if let failure { return .failed(failure) }
        guard isOpen else { return handshake() }
        var total = 0
        while total < plain.count, !hasEnded, failure == nil {
            var count = 0
            ERR_clear_error()
            let result = SSL_read_ex(
                ssl, plain.baseAddress! + total, plain.count - total, &count)
            guard result == 1 else {
                note(result)
                break
            }
            total += count
            // Saves the call that would only say that there is nothing.
            if !buffers.hasInput, SSL_pending(ssl) == 0 { break }
        }
        hasMore =
            buffers.hasInput || total == plain.count || SSL_pending(ssl) > 0
            || total > 0 && (hasEnded || failure != nil)
        if total > 0 { return .bytes(total) }
        if let failure { return .failed(failure) }
        return hasEnded ? .ended : .needsInput
    }

    /// Encrypts all of it; the records are in the buffers' output afterwards.
    public func send(_ plain: UnsafeRawBufferPointer) -> TLSError? {
        guard plain.count > 0, failure == nil else { return failure }
        ERR_clear_error()
        var count = 0
        let result = SSL_write_ex(ssl, plain.baseAddress, plain.count, &count)
        if result != 1 { note(result) }
        return failure
    }

    /// Says goodbye (close_notify), if there is somebody to say it to.
    public func close() {
        guard isOpen, failure == nil else { return }
        ERR_clear_error()
        SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// The peer's certificate, when it showed one.
    public var peerCertificate: PeerCertificate? {
        guard isOpen, let certificate = SSL_get0_peer_certificate(ssl) else { return nil }
        return PeerCertificate(certificate)
    }

    /// Whether the handshake was that of a session known from before.
    public var isResumed: Bool { SSL_session_reused(ssl) == 1 }

    /// "TLSv1.3" and the like.
    public var version: String { String(cString: SSL_get_version(ssl)) }

    private func handshake() -> Step {
        ERR_clear_error()
        let result = SSL_do_handshake(ssl)
        guard result == 1 else {
            note(result)
            hasMore = false
            return failure.map { .failed($0) } ?? .needsInput
        }
        guard agreedOnHTTP2 else {
            failure = TLSError(.nothingInCommon, TLSError.noALPN(context.role))
            SSL_shutdown(ssl)
            return .failed(failure!)
        }
        isOpen = true
        hasMore = buffers.hasInput
        return .opened
    }

    private var agreedOnHTTP2: Bool {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &name, &count)
        guard let name, count == 2 else { return false }
        return name[0] == 0x68 && name[1] == 0x32
    }

    /// What a call that didn't succeed means.
    private func note(_ result: Int32) {
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: break
        case SSL_ERROR_ZERO_RETURN: hasEnded = true
        default:
            failure = .handshake(
                .take(), role: context.role, verification: SSL_get_verify_result(ssl),
                expected: serverName, names: refusedNames)
            if isServer, failure?.code == .notTLS { sayThatThisIsTLS() }
        }
    }

    /// OpenSSL doesn't answer what isn't TLS. A plaintext client that gets an alert (protocol
    /// version, RFC 8446 section 6.2) can at least tell what it has called.
    private func sayThatThisIsTLS() {
        let alert: [UInt8] = [0x15, 3, 1, 0, 2, 2, 70]
        alert.withUnsafeBytes { buffers.appendOutput($0.baseAddress!, $0.count) }
    }

    // MARK: What OpenSSL calls

    private static func engine(of ssl: OpaquePointer?) -> TLSEngine? {
        SSL_get_ex_data(ssl, 0).map { Unmanaged<TLSEngine>.fromOpaque($0).takeUnretainedValue() }
    }

    /// A session that may be resumed later; true when it was taken.
    static func keep(_ session: OpaquePointer?, of ssl: OpaquePointer?) -> Bool {
        guard let session, let engine = engine(of: ssl), let name = engine.serverName else {
            return false
        }
        engine.context.sessions.keep(session, for: name)
        return true
    }

    /// Once a certificate is refused, nothing else tells whose it was.
    static let noteRefusedNames: @convention(c) (Int32, OpaquePointer?) -> Int32 = { ok, store in
        if ok == 0, let certificate = X509_STORE_CTX_get_current_cert(store) {
            let index = SSL_get_ex_data_X509_STORE_CTX_idx()
            let ssl = X509_STORE_CTX_get_ex_data(store, index)
            if let engine = engine(of: ssl.map { OpaquePointer($0) }) {
                let names = CertificateNames(certificate)
                engine.refusedNames = names.hosts + names.addresses
            }
        }
        return ok
    }
}
