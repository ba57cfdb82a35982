import HTTP2

/// The first to see a stream: makes it a call, refuses it, or answers it as plain HTTP.
///
/// One for all streams of a server, so it keeps nothing; a call takes its stream over.
final class ServerDispatcher: HTTP2StreamDelegate, Sendable {
    private let core: ServerCore

    init(core: ServerCore) {
        self.core = core
    }

    func streamDidReceiveHeaders(
        _ stream: HTTP2Stream, _ fields: [HeaderField], endStream: Bool
    ) {
        let head = RequestHead(fields)
        guard head.isCall else {
            return PlainAnswer(to: head, readiness: core.readiness).send(on: stream)
        }
        guard let route = core.router.routes[head.path] else {
            return refuse(stream, core.router.unimplemented(head.path))
        }
        do throws(RPCError) {
            let deadline = try deadline(head)
            let call = ServerCall(
                core: core, stream: stream, route: route, fields: fields, deadline: deadline,
                trace: head.trace)
            stream.delegate = call
            call.begin(head, endStream: endStream)
        } catch {
            refuse(stream, error)
        }
    }

    /// The client's deadline, no later than the server's own limit.
    private func deadline(_ head: RequestHead) throws(RPCError) -> Deadline? {
        let timeout = try head.timeout()
        guard let longest = core.limits.deadlineMax else { return timeout.map(Deadline.after) }
        return .after(timeout.map { min($0, longest) } ?? longest)
    }

    private func refuse(_ stream: HTTP2Stream, _ error: RPCError) {
        core.logger.debug("call refused", metadata: ["status": "\(error.code)"])
        let fields = error.status.fields(
            trailing: error.metadata, messageBytesMax: core.limits.statusMessageBytesMax)
        stream.sendHeaders(ServerCall.responseHead + fields, endStream: true)
    }

    /// Bodies of what was refused, or of plain requests, are let go of.
    func streamDidReceiveData(
        _ stream: HTTP2Stream, _ bytes: UnsafeRawBufferPointer, endStream: Bool
    ) {
        stream.consume(bytes.count)
    }

    func streamDidReceiveTrailers(_ stream: HTTP2Stream, _ fields: [HeaderField]) {}
    func streamDidDrain(_ stream: HTTP2Stream) {}
    func streamDidClose(_ stream: HTTP2Stream, _ reason: StreamCloseReason) {}
}
