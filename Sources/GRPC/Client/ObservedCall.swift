import Reactor

/// A call together with the interceptors that were told that it begins.
struct ObservedCall: Sendable {
    private(set) var outgoing: OutgoingCall
    private let interceptors: [any ClientInterceptor]
    private let began: MonotonicTime

    /// Tells the interceptors, in order.
    ///
    /// - Throws: what one of them throws; those before it are told that the call ended.
    init(_ outgoing: OutgoingCall, interceptors: [any ClientInterceptor]) throws {
        self.outgoing = outgoing
        self.interceptors = interceptors
        began = interceptors.isEmpty ? MonotonicTime(microseconds: 0) : .read()
        for (index, interceptor) in interceptors.enumerated() {
            do {
                try interceptor.begin(&self.outgoing)
            } catch {
                let status = RPCError.converting(error, thrownBy: outgoing.path).status
                let outcome = outcome(status, received: 0, sent: 0)
                for told in interceptors[..<index] { told.ended(self.outgoing, outcome) }
                throw error
            }
        }
    }

    /// Tells the interceptors how it ended.
    func ended(_ status: Status, received: Int, sent: Int) {
        guard !interceptors.isEmpty else { return }
        let outcome = outcome(status, received: received, sent: sent)
        for interceptor in interceptors { interceptor.ended(outgoing, outcome) }
    }

    private func outcome(_ status: Status, received: Int, sent: Int) -> CallOutcome {
        CallOutcome(
            status: status, time: .read() - began, messagesReceived: received, messagesSent: sent)
    }
}

extension OutgoingCall {
    init<Request, Response, Kind>(
        _ method: Method<Request, Response, Kind>, _ options: CallOptions,
        channel: ChannelOptions
    ) {
        self.init(
            path: method.path, metadata: options.metadata, deadline: options.effectiveDeadline,
            waitForReady: options.waitForReady ?? channel.waitForReady,
            compression: options.compression ?? channel.compression,
            idempotent: method.idempotent)
        if let trace = TraceContext.current { metadata.note(trace) }
    }
}
