import HTTP2
import Reactor
import SwiftProtobuf

/// One call being served: the stream below, the handler above, and `ServerCallState` to say what is
/// allowed between them.
///
///     headers ──► admitted ──whole request, or at once for streams──► handler runs ──► status sent
///         │ refused            │ deadline, client gone, bad message        │ the same
///         └──► status sent     └──► status sent                            └──► handler cancelled
///
/// `@unchecked Sendable`: the state added to `ServerCallContext` is touched only on `loop`. HTTP/2
/// and timers call in there; handlers come through `onLoop`, or run there and are checked.
final class ServerCall: ServerCallContext, @unchecked Sendable {
    let core: ServerCore
    let stream: HTTP2Stream
    let method: ServedMethod

    var state: ServerCallState
    var inbox: MessageInbox
    /// How responses are compressed, if the client takes that; settled when the headers go out.
    var compression: Compression
    var readers = Waiters()
    var writers = Waiters()
    /// What ended the call, unless its handler did.
    private var thrown: RPCError?

    private let began: MonotonicTime
    private var task: Task<Void, Never>?
    private var timer: TimerHandle?
    private var handlerIsRunning = false
    private var hasPlace = false
    private var isAdmitted = false

    init(
        core: ServerCore, stream: HTTP2Stream, method: ServedMethod, fields: [HeaderField],
        deadline: Deadline?, trace: TraceContext?
    ) {
        self.core = core
        self.stream = stream
        self.method = method
        let route = method.route
        state = ServerCallState(path: route.path, requestIsStream: route.requestIsStream)
        inbox = MessageInbox(bytesMax: core.limits.receiveMessageBytesMax, sender: .client)
        compression = core.compression
        let loop = stream.loop
        began = loop.now
        super.init(
            path: route.path, metadata: Metadata(received: fields), peer: stream.peer,
            peerCertificate: stream.peerCertificate, deadline: deadline, trace: trace,
            connection: stream.locals, loop: loop)
    }

    /// The request's headers are here: admits the call, and starts what needs no message.
    func begin(_ head: RequestHead, endStream: Bool) {
        do {
            inbox.compression = try head.compression()
            isAdmitted = true
            for interceptor in method.interceptors { try interceptor.admit(ServerContext(self)) }
            startTimer(requestIsWhole: endStream || method.route.requestIsStream)
            if method.route.requestIsStream {
                if endStream { try state.receiveEnd(unreadCount: 0) }
                try method.route.begin(self, UnsafeRawBufferPointer(start: nil, count: 0))
            } else if endStream {
                try state.receiveEnd(unreadCount: 0)
            }
        } catch {
            fail(error)
        }
    }

    /// For the deadline, or for the request if that has to be whole before.
    private func startTimer(requestIsWhole: Bool) {
        let end = deadline?.time ?? .distantFuture
        let next = requestIsWhole ? end : min(end, began + core.requestTimeout)
        guard next < .distantFuture else { return }
        // A closure that holds no more than the call costs no allocation.
        timer = loop.schedule(at: next) { [self] in timeIsUp() }
    }

    private func timeIsUp() {
        timer = nil
        let now = loop.now
        let requestIsWhole = state.requestEnded || method.route.requestIsStream
        if let deadline, deadline.time <= now {
            fail(RPCError(.deadlineExceeded, "\(path) didn't end within the client's deadline."))
        } else if !requestIsWhole, began + core.requestTimeout <= now {
            fail(RPCError(.deadlineExceeded, "\(path) waited too long for its request."))
        } else {
            startTimer(requestIsWhole: requestIsWhole)
        }
    }

    /// Runs a handler in a task on this loop, up to its first suspension before this returns.
    ///
    /// - Throws: RESOURCE_EXHAUSTED when as many run as may.
    func run(_ handler: @escaping @Sendable () async throws -> Void) throws(RPCError) {
        try core.takePlace()
        hasPlace = true
        handlerIsRunning = true
        let isWrapped = method.wraps(ServerContext(self))
        var handler = handler
        if let trace {
            handler = { [handler] in
                try await TraceContext.$current.withValue(trace) { try await handler() }
            }
        }
        let started = Task.immediate(executorPreference: loop) { [self, handler] in
            do {
                if isWrapped {
                    try await method.wrap(ServerContext(self), handler)
                } else {
                    try await handler()
                }
                finish(.ok)
            } catch {
                fail(error)
            }
            handlerDidReturn()
        }
        if handlerIsRunning { task = started }
    }

    private func handlerDidReturn() {
        loop.preconditionCurrent()
        handlerIsRunning = false
        task = nil
        giveEverythingBack()
    }

    /// Ends the call with what was thrown.
    func fail(_ error: any Error) {
        guard !state.isOver else { return }
        let error = RPCError.converting(error, thrownBy: path)
        thrown = error
        finish(error.status, error.metadata, cause: error.cause)
    }

    /// Ends the call, unless it is over.
    func finish(_ status: Status, _ metadata: Metadata = Metadata(), cause: (any Error)? = nil) {
        loop.preconditionCurrent()
        guard let ending = state.end() else { return }
        var trailing = trailing
        if !metadata.fields.isEmpty { trailing.append(contentsOf: metadata) }
        send(status, trailing, ending)
        didEnd(status, cause: cause)
    }

    /// The client reset the stream, or the connection is gone.
    func clientDidLeave(_ reason: StreamCloseReason) {
        guard state.end() != nil else { return }
        let error = RPCError(
            .cancelled, "The client ended \(path) before it was answered (\(reason)).")
        thrown = error
        didEnd(error.status, cause: nil)
    }

    /// What reads and writes throw once the call is over.
    var failure: RPCError? {
        guard state.isOver else { return nil }
        return thrown ?? RPCError(.cancelled, "\(path) has ended.")
    }

    private func didEnd(_ status: Status, cause: (any Error)?) {
        timer?.cancel()
        timer = nil
        readers.resumeAll()
        writers.resumeAll()
        if thrown != nil, handlerIsRunning { task?.cancel() }
        if isAdmitted { tellInterceptors(status, cause: cause) }
        giveEverythingBack()
    }

    private func tellInterceptors(_ status: Status, cause: (any Error)?) {
        guard !method.interceptors.isEmpty else { return }
        let outcome = CallOutcome(
            status: status, time: loop.now - began, messagesReceived: state.messagesReceived,
            messagesSent: state.messagesSent, cause: cause)
        for interceptor in method.interceptors { interceptor.ended(ServerContext(self), outcome) }
    }

    private func giveEverythingBack() {
        guard hasPlace, state.isOver, !handlerIsRunning else { return }
        hasPlace = false
        core.givePlaceBack()
    }

    override var requestWasCompressed: Bool { inbox.lastWasCompressed }

    override func compressResponses(_ compression: Compression) {
        loop.preconditionCurrent()
        if state.response == .unsent { self.compression = compression }
    }

    override func sendInitialMetadata(_ metadata: Metadata) {
        if loop.isCurrent {
            sendHeaders(metadata)
        } else {
            loop.execute { self.sendHeaders(metadata) }
        }
    }

    override func end(_ error: RPCError) {
        loop.execute { self.fail(error) }
    }
}
