import Reactor

/// One request and its answer.
///
///     reading ──head complete──► answering ──all sent, or the peer has gone──► closed
///        └──────────── too long, or too slow ───────────────────────────────────┘
///
/// Loop-bound: made and used on its loop.
final class ScrapeConnection {
    /// From connecting to the end of the answer.
    static let timeout: Microseconds = .seconds(10)

    private let descriptor: Int32
    private let loop: EventLoop
    private let answer: @Sendable (PlainRequest) async -> PlainReply
    private let onClose: () -> Void
    private var registration: Registration?
    private var timer: TimerHandle?
    private var received: [UInt8] = []
    private var unsent: [UInt8] = []
    private var isAnswering = false
    private var isClosed = false

    init(
        _ descriptor: Int32, loop: EventLoop,
        answer: @escaping @Sendable (PlainRequest) async -> PlainReply,
        onClose: @escaping () -> Void
    ) {
        self.descriptor = descriptor
        self.loop = loop
        self.answer = answer
        self.onClose = onClose
    }

    func start() {
        timer = loop.schedule(after: Self.timeout) { [self] in close() }
        do {
            registration = try loop.register(descriptor, .read) { [self] in ready($0) }
        } catch {
            close()
        }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        registration?.cancel()
        registration = nil
        timer?.cancel()
        timer = nil
        Sockets.closeDescriptor(descriptor)
        onClose()
    }

    private func ready(_ readiness: Readiness) {
        if readiness.contains(.write) { send() }
        guard !readiness.isDisjoint(with: [.read, .hangup, .error]) else { return }
        read()
    }

    private func read() {
        guard !isClosed else { return }
        var count = 0
        let result = withUnsafeTemporaryAllocation(
            byteCount: PlainRequest.headBytesMax, alignment: 1
        ) { buffer in
            let result = Sockets.receive(descriptor, into: buffer)
            // What follows a request is of no interest, and isn't kept.
            if case .bytes(let length) = result, !isAnswering {
                count = length
                received.append(contentsOf: buffer[..<length])
            }
            return result
        }
        switch result {
        case .wouldBlock: return
        case .bytes: if count > 0 { decide() }
        case .end, .failed: close()
        }
    }

    private func decide() {
        switch PlainRequest.read(received) {
        case .needsMore: return
        case .refused(let status): send(PlainReply(status: status), withBody: true)
        case .request(let request):
            isAnswering = true
            received = []
            let connection = LoopBound(self, on: loop)
            Task(executorPreference: loop) { [answer] in
                let reply = await answer(request)
                connection.execute { $0.send(reply, withBody: request.method != "HEAD") }
            }
        }
    }

    private func send(_ reply: PlainReply, withBody: Bool) {
        guard !isClosed else { return }
        isAnswering = true
        unsent = reply.bytes(withBody: withBody)
        send()
    }

    private func send() {
        guard !isClosed, !unsent.isEmpty else { return }
        let result = unsent.withUnsafeBytes { Sockets.send(descriptor, $0) }
        switch result {
        case .bytes(let count):
            unsent.removeFirst(count)
            // The peer reads to the end and closes; a reset because of unread bytes could take
            // the answer with it.
            if unsent.isEmpty { Sockets.endWriting(descriptor) }
            watch(unsent.isEmpty ? .read : [.read, .write])
        case .wouldBlock: watch([.read, .write])
        case .end, .failed: close()
        }
    }

    private func watch(_ interest: Interest) {
        do {
            try registration?.modify(interest)
        } catch {
            close()
        }
    }
}
