public import GRPC
public import Logging

/// A line for each call that went wrong on our side, at `info` for every call of a trace that its
/// caller samples, and at `debug` for every call. Never a message, never metadata: both may hold
/// personal data or keys.
public final class CallLog: ServerInterceptor {
    private let logger: Logger
    /// The logger's, which doesn't change: asking a logger costs more than comparing.
    private let least: Logger.Level

    /// Writes to this logger, whose level says which calls.
    public init(logger: Logger) {
        self.logger = logger
        least = logger.logLevel
    }

    /// Writes the line, if the logger wants it.
    public func ended(_ context: ServerContext, _ outcome: CallOutcome) {
        var level = Self.level(outcome.status.code)
        if let trace = context.trace, trace.isSampled { level = max(level, .info) }
        guard least <= level else { return }
        var metadata: Logger.Metadata = [
            "method": "\(context.path)", "status": "\(outcome.status.code)",
            "duration_us": "\(outcome.time.count)", "peer": "\(context.peer)",
        ]
        if let trace = context.trace {
            metadata["trace_id"] = "\(trace.traceID)"
            metadata["span_id"] = "\(trace.spanID.hex)"
            metadata["parent_id"] = "\(trace.parentID.hex)"
        }
        if let caller = context[CallerKey.self] {
            metadata["tenant"] = "\(caller.tenant)"
            metadata["role"] = "\(caller.role)"
        }
        // Errors describe themselves without data (PostgresError, RPCError); see their docs.
        if let cause = outcome.cause { metadata["cause"] = "\(cause)" }
        logger.log(level: level, "call", metadata: metadata)
    }

    private static func level(_ code: Status.Code) -> Logger.Level {
        switch code {
        case .unknown, .internal, .dataLoss: .error
        case .unavailable, .unimplemented: .warning
        default: .debug
        }
    }
}
