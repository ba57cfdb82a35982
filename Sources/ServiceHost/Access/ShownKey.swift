import GRPC

/// The known key that a connection showed last. Its next call mostly shows the same one, whose
/// hash and place among all credentials then needn't be found again.
///
/// Compared in no constant time, but only with what the same connection has shown before. Touched
/// only on the connection's loop.
final class ShownKey {
    private var header = ""
    private var credential: Credential?
    private var value: ContextValue<CallerKey>?
    private var version = 0
    /// Who has let the caller in.
    private var admitter: ObjectIdentifier?

    /// A header whose key is known, as of this version of the credentials.
    func keep(_ header: String, _ credential: Credential, _ version: Int) {
        self.header = header
        self.credential = credential
        value = ContextValue(credential.caller)
        self.version = version
        admitter = nil
    }

    /// Who shows this header; nil when it isn't the one that was kept, or may be worth less now.
    func caller(_ header: String, _ credentials: CredentialCache) -> ContextValue<CallerKey>? {
        guard header == self.header, version == credentials.version, let credential,
            !credentials.hasExpired(credential)
        else { return nil }
        return value
    }

    /// Whether this interceptor has let the caller in before.
    func isLetIn(by interceptor: CallerInterceptor) -> Bool {
        admitter == ObjectIdentifier(interceptor)
    }

    func letIn(by interceptor: CallerInterceptor) { admitter = ObjectIdentifier(interceptor) }
}
