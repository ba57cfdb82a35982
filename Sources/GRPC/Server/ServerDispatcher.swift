import HTTP2
import Reactor

/// The first to see a stream: makes it a call, refuses it, or answers it as plain HTTP.
///
/// One for all streams of a server, so it keeps nothing; a call takes its stream over.
final class ServerDispatcher: HTTP2StreamDelegate, Sendable {
    private let core: ServerCore
    /// The longest time that a call gets, if there is a limit.
    private let longest: Microseconds?

    init(core: ServerCore) {
        self.core = core
        longest = core.limits.deadlineMax.map { Microseconds($0) }
    }

    func streamDidReceiveHeaders(
        _ stream: HTTP2Stream, _ fields: [HeaderField], endStream: Bool
    ) {
        let head = stream.locals.object { ShownHead() }.head(fields)
        guard head.isCall else {
            return PlainAnswer(to: head, readiness: core.readiness).send(on: stream)
        }
        guard let method = core.methods[head.path] else {
            return refuse(stream, core.router.unimplemented(head.path))
        }
        do throws(RPCError) {
            let deadline = try deadline(head, stream.loop.now)
            let call = ServerCall(
                core: core, stream: stream, method: method, fields: fields, deadline: deadline,
                trace: head.trace())
            stream.delegate = call
            call.begin(head, endStream: endStream)
        } catch {
            refuse(stream, error)
        }
    }

    /// The client's deadline, no later than the server's own limit.
    private func deadline(
        _ head: RequestHead, _ now: MonotonicTime
    ) throws(RPCError) -> Deadline? {
        guard var timeout = try head.timeout() ?? longest else { return nil }
        if let longest { timeout = min(timeout, longest) }
        return Deadline(now + timeout)
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
