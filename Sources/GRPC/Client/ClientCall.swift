import HTTP2
import Reactor
import SwiftProtobuf

/// One attempt of a call by a client: waits for a connection, then is its stream's delegate.
///
///     made ──start──► waiting for a connection ──open──► running ──status──► over
///                             ▲                             │ the server never saw it
///                             └─────────────────────────────┘ (at most `resendsMax` times)
///
/// `@unchecked Sendable`: everything but the constants is touched only on `loop`.
final class ClientCall: @unchecked Sendable {
    /// How often a call is sent again that the server said it didn't process.
    static let resendsMax = 3

    let loop: EventLoop
    let channel: LoopChannel
    let outgoing: OutgoingCall
    /// A unary response is read when all of it is here, so that its reader wakes once.
    let responseIsStream: Bool

    var state: ClientCallState
    var inbox: MessageInbox
    var readers = Waiters()
    var writers = Waiters()
    var stream: HTTP2Stream?
    /// The request when it is one message; kept for sending it again.
    var request: [UInt8]?
    /// END_STREAM was asked for before there was a stream.
    var endIsWanted = false
    private(set) var initialMetadata: Metadata?
    private(set) var trailingMetadata = Metadata()
    /// How the call ended; `nil` while it runs.
    private(set) var status: Status?
    /// The server never saw this attempt, so that even a call that isn't idempotent may be
    /// repeated.
    private(set) var isUnprocessed = false
    /// Called on the loop when the call is over.
    var didEnd: ((ClientCall) -> Void)?

    private var timer: TimerHandle?
    private var resendCount = 0

    init(
        channel: LoopChannel, outgoing: OutgoingCall, request: [UInt8]?, responseIsStream: Bool
    ) {
        self.channel = channel
        self.outgoing = outgoing
        self.request = request
        self.responseIsStream = responseIsStream
        loop = channel.loop
        state = ClientCallState(path: outgoing.path, responseIsStream: responseIsStream)
        inbox = MessageInbox(
            bytesMax: channel.options.limits.receiveMessageBytesMax, sender: .server)
    }

    /// Begins: on the loop, once.
    func start() {
        if let deadline = outgoing.deadline {
            guard deadline.time > loop.now else { return deadlineDidPass() }
            timer = loop.schedule(at: deadline.time) { [self] in
                timer = nil
                deadlineDidPass()
            }
        }
        channel.assign(self)
    }

    private func deadlineDidPass() {
        let waited = stream == nil ? "; no connection was ready: \(channel.situation)" : "."
        end(Status(.deadlineExceeded, "\(outgoing.path) took longer than its deadline\(waited)"))
    }

    /// The caller gave up.
    func cancel() {
        end(Status(.cancelled, "\(outgoing.path) was cancelled by its caller."))
    }

    /// Ends the call here, and tells the server if it is still busy with it.
    func end(_ status: Status) {
        guard state.end() else { return }
        stream?.reset(.cancel)
        finish(status)
    }

    /// Keeps the first status and wakes everybody.
    func finish(_ status: Status, trailing: Metadata = Metadata()) {
        self.status = status
        trailingMetadata = trailing
        timer?.cancel()
        timer = nil
        if stream == nil { channel.forget(self) }
        readers.resumeAll()
        writers.resumeAll()
        didEnd?(self)
        didEnd = nil
    }

    /// What reads and writes throw once the call is over: nothing but its status.
    var error: RPCError? {
        guard let status, !status.isOK else { return nil }
        return RPCError(
            status.code, status.message, metadata: trailingMetadata, details: status.details)
    }

    /// A connection is ready: sends what there is.
    func open(on connection: HTTP2ClientConnection, _ address: ConnectedAddress) {
        do {
            let stream = try connection.open(headers(address), delegate: self)
            self.stream = stream
            if let request, state.sendMessage() {
                _ = state.sendEnd()
                stream.sendData(request, endStream: true)
            } else if endIsWanted, state.sendEnd() {
                stream.sendData([], endStream: true)
            }
            writers.resumeAll()
        } catch {
            guard state.end() else { return }
            isUnprocessed = true
            finish(Status(.unavailable, "\(address) takes no more calls now: \(error)"))
        }
    }

    private func headers(_ address: ConnectedAddress) -> [HeaderField] {
        var fields = address.headers(outgoing.path)
        if let deadline = outgoing.deadline {
            let left = TimeoutHeader.format(deadline.remaining)
            fields.append(HeaderField(name: "grpc-timeout", value: left))
        }
        if outgoing.compression != .none {
            fields.append(contentsOf: outgoing.compression.fields)
        }
        fields.append(contentsOf: outgoing.metadata.fields)
        return fields
    }

    /// The server never saw the call. Whether it is on its way again.
    func sendAgain() -> Bool {
        let isWhole = request != nil || state.messagesSent == 0
        guard isWhole, resendCount < Self.resendsMax, state.response == .waiting else {
            isUnprocessed = true
            return false
        }
        resendCount += 1
        if state.requestEnded { endIsWanted = true }
        state = ClientCallState(path: outgoing.path, responseIsStream: responseIsStream)
        stream = nil
        channel.assign(self)
        return true
    }

    func received(initialMetadata: Metadata) {
        self.initialMetadata = initialMetadata
        if responseIsStream { readers.resumeAll() }
    }
}
