/// Sees every call of a server, in the order given to it.
///
/// `admit` runs on the loop when the call's headers have arrived, before anything of the request is
/// read: authentication and quotas. It doesn't suspend, so that it costs no task. `ended` runs on
/// the loop when the status is decided: logging and metrics.
public protocol ServerInterceptor: AnyObject, Sendable {
    /// Who sees the calls of this method; asked once for each method that a server serves, so that
    /// what follows from the method alone is settled then. The interceptor itself, unless given.
    func interceptor(for path: String) -> any ServerInterceptor
    /// May leave values in the context, or refuse the call by throwing.
    func admit(_ context: ServerContext) throws
    /// The call is over. Called exactly once for each call whose `admit` was reached.
    func ended(_ context: ServerContext, _ outcome: CallOutcome)
}

extension ServerInterceptor {
    public func interceptor(for path: String) -> any ServerInterceptor { self }
    public func admit(_ context: ServerContext) throws {}
    public func ended(_ context: ServerContext, _ outcome: CallOutcome) {}
}

/// An interceptor that has to wait for something before or after the handler.
///
/// `intercept` runs in the call's task, around the handler, after all `admit`s. For unary and
/// server-streaming calls the request has been decoded by then.
public protocol WrappingServerInterceptor: ServerInterceptor {
    /// Whether this call has to be wrapped at all; asked on the loop after all `admit`s. A call
    /// that nobody wraps costs less. `true` unless given.
    func wraps(_ context: ServerContext) -> Bool
    /// Calls `next` once, or throws to refuse the call.
    func intercept(
        _ context: ServerContext, next: @concurrent @Sendable () async throws -> Void
    ) async throws
}

extension WrappingServerInterceptor {
    public func wraps(_ context: ServerContext) -> Bool { true }
}
