import HTTP2
import Logging
import Reactor

/// The connection of one loop to one address: made, kept, and made again. `SubchannelState`
/// decides.
///
/// `@unchecked Sendable`: everything but the constants is touched only on `loop`.
final class Subchannel: @unchecked Sendable {
    let address: ConnectedAddress
    private let loop: EventLoop
    private let options: ChannelOptions
    private let logger: Logger
    private var state: SubchannelState
    private var timer: TimerHandle?
    /// The connection that takes calls.
    private(set) var connection: HTTP2ClientConnection?
    /// Why the last attempt failed; `nil` once one succeeded.
    private(set) var lastFailure: String?
    /// Called when calls may be assigned, or have to be failed.
    var didChange: (() -> Void)?

    init(_ address: ConnectedAddress, loop: EventLoop, options: ChannelOptions, logger: Logger) {
        self.address = address
        self.loop = loop
        self.options = options
        self.logger = logger
        state = SubchannelState(backoff: options.reconnect)
    }

    var isReady: Bool { state.phase == .ready }
    /// Whether the last thing known is a failure, with no attempt under way.
    var isFailing: Bool { lastFailure != nil && state.phase != .connecting }

    /// Connects unless it is connected, connecting, or has to wait.
    func connectIfIdle() {
        let random = Double.random(in: 0..<1)
        switch state.need(now: loop.now, random: random) {
        case .nothing: break
        case .connect: connect()
        case .wait(let wait):
            timer = loop.schedule(after: Microseconds(wait)) { [weak self] in
                self?.state.waitIsOver()
                self?.connectIfIdle()
            }
        }
    }

    private func connect() {
        let (loop, options, address) = (loop, options, address)
        Task(executorPreference: loop) { [self] in
            do {
                let made = try await withTimeLimit(options.connectTimeout, on: loop) {
                    try await HTTP2ClientConnection.connect(
                        to: address.address, on: loop, limits: options.http2,
                        tls: address.target.isTLS ? options.tls : nil,
                        name: address.target.certificateName)
                }
                adopt(made)
            } catch {
                didFail(error)
            }
        }
    }

    private func adopt(_ made: HTTP2ClientConnection) {
        guard state.connected() else { return made.close() }
        connection = made
        lastFailure = nil
        made.onGoAway { [weak self, weak made] in
            if let made { self?.didLose(made, "the server is shutting down.") }
        }
        made.onClose { [weak self, weak made] error in
            if let made { self?.didLose(made, error?.message ?? "the connection was closed.") }
        }
        guard made.isUsable else { return didLose(made, "the connection was closed at once.") }
        logger.debug("connected", metadata: ["server": "\(address)"])
        didChange?()
    }

    private func didFail(_ error: any Error) {
        state.failed()
        guard state.phase != .stopped else { return }
        lastFailure = "\(address) can't be reached: \(error)"
        logger.info("not connected", metadata: ["server": "\(address)", "error": "\(error)"])
        connectIfIdle()
        didChange?()
    }

    /// GOAWAY, or the connection broke. Calls that run on it end by themselves.
    private func didLose(_ lost: HTTP2ClientConnection, _ reason: String) {
        guard connection === lost, state.lost() else { return }
        connection = nil
        lastFailure = "\(address) is going away: \(reason)"
        logger.debug("connection lost", metadata: ["server": "\(address)", "why": "\(reason)"])
        connectIfIdle()
        didChange?()
    }

    /// Ends it for good: no new calls; running ones get to end if `isGraceful`.
    func stop(isGraceful: Bool) {
        state.stop()
        timer?.cancel()
        timer = nil
        didChange = nil
        if isGraceful { connection?.drain() } else { connection?.close() }
        connection = nil
    }
}

/// Runs `body`, cancelled after `limit`.
///
/// - Throws: DEADLINE_EXCEEDED when the time was over first, else what `body` throws.
func withTimeLimit<Value: Sendable>(
    _ limit: Duration, on loop: EventLoop, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let end = loop.now + Microseconds(limit)
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask(executorPreference: loop) { try await body() }
        group.addTask(executorPreference: loop) {
            try await loop.sleep(until: end)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else {
            throw RPCError(.deadlineExceeded, "no connection within \(limit).")
        }
        return value
    }
}
