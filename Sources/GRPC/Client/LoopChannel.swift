import HTTP2
import Logging
import Reactor

/// The part of a channel that lives on one loop: its connections, and the calls that wait for one.
///
///     unresolved ──first call──► resolving ──addresses──► resolved ──shutDown──► stopped
///
/// Round robin over the connections that are ready. Addresses of names are looked up again when
/// one of them fails.
///
/// `@unchecked Sendable`: everything but the constants is touched only on `loop`.
final class LoopChannel: @unchecked Sendable {
    let loop: EventLoop
    let options: ChannelOptions
    /// The targets, for sentences.
    let name: String
    private let targets: [ChannelTarget]
    private let logger: Logger

    private var subchannels: [Subchannel] = []
    private var waiting: [ClientCall] = []
    private var turn = 0
    private var isResolving = false
    private var resolveFailure: String?
    private var earliestResolve = MonotonicTime(microseconds: .min)
    private var isStopped = false

    init(targets: [ChannelTarget], loop: EventLoop, options: ChannelOptions, logger: Logger) {
        self.targets = targets
        self.loop = loop
        self.options = options
        self.logger = logger
        name = targets.map(\.description).joined(separator: ", ")
    }

    /// Gives the call a connection now, lets it wait for one, or ends it.
    func assign(_ call: ClientCall) {
        loop.preconditionCurrent()
        guard !isStopped else {
            return call.end(Status(.unavailable, "The channel to \(name) was shut down."))
        }
        if let (connection, address) = nextReady() { return call.open(on: connection, address) }
        resolveIfNeeded()
        for subchannel in subchannels { subchannel.connectIfIdle() }
        if let (connection, address) = nextReady() { return call.open(on: connection, address) }
        guard call.outgoing.waitForReady || !isFailing else {
            return call.end(Status(.unavailable, situation))
        }
        guard waiting.count < options.limits.waitingCallsMax else {
            return call.end(
                Status(.resourceExhausted, "\(waiting.count) calls already wait for \(name)."))
        }
        waiting.append(call)
    }

    /// The call no longer waits.
    func forget(_ call: ClientCall) {
        waiting.removeAll { $0 === call }
    }

    private func nextReady() -> (HTTP2ClientConnection, ConnectedAddress)? {
        for step in 1...max(1, subchannels.count) where !subchannels.isEmpty {
            let index = (turn + step) % subchannels.count
            let subchannel = subchannels[index]
            if subchannel.isReady, let connection = subchannel.connection, connection.isUsable {
                turn = index
                return (connection, subchannel.address)
            }
        }
        return nil
    }

    /// Whether there is nothing to hope for just now.
    private var isFailing: Bool {
        if subchannels.isEmpty { return resolveFailure != nil && !isResolving }
        return subchannels.allSatisfy(\.isFailing)
    }

    /// Which address, and why.
    var situation: String {
        let failures = subchannels.compactMap(\.lastFailure)
        if !failures.isEmpty { return failures.joined(separator: "; ") }
        return resolveFailure ?? "\(name) isn't connected yet."
    }

    private func didChange() {
        if subchannels.contains(where: { $0.lastFailure != nil }) { resolveIfNeeded() }
        let calls = waiting
        waiting = []
        for call in calls where call.status == nil { assign(call) }
    }

    // MARK: Names

    private func resolveIfNeeded() {
        guard !isResolving, !isStopped, loop.now >= earliestResolve else { return }
        let fixed = targets.compactMap { target in
            target.address.map { ConnectedAddress(target: target, address: $0) }
        }
        guard fixed.count < targets.count else {
            earliestResolve = .distantFuture
            return adopt(fixed)
        }
        isResolving = true
        earliestResolve = loop.now + .seconds(1)
        let (loop, targets) = (loop, targets)
        Task(executorPreference: loop) { [self] in
            var found = fixed
            var failure: String?
            for target in targets where target.address == nil {
                do {
                    let addresses = try await SocketAddress.resolve(
                        host: target.host, port: target.port)
                    found += addresses.map { ConnectedAddress(target: target, address: $0) }
                } catch {
                    failure = "\(error)"
                }
            }
            didResolve(found, failure)
        }
    }

    private func didResolve(_ found: [ConnectedAddress], _ failure: String?) {
        isResolving = false
        resolveFailure = failure
        guard !isStopped else { return }
        if !found.isEmpty {
            adopt(found)
        } else if subchannels.isEmpty {
            // Calls that wait for ready have to find somebody who looks again.
            loop.schedule(at: earliestResolve) { [weak self] in self?.didChange() }
        }
        didChange()
    }

    /// Keeps the connections to addresses that stay, drops those that went, adds the new.
    private func adopt(_ addresses: [ConnectedAddress]) {
        for subchannel in subchannels where !addresses.contains(subchannel.address) {
            subchannel.stop(isGraceful: true)
        }
        let old = subchannels
        subchannels = addresses.map { address in
            if let kept = old.first(where: { $0.address == address }) { return kept }
            let made = Subchannel(address, loop: loop, options: options, logger: logger)
            made.didChange = { [weak self] in self?.didChange() }
            return made
        }
        for subchannel in subchannels { subchannel.connectIfIdle() }
    }

    /// Ends everything: calls that wait or run fail with UNAVAILABLE.
    func shutDown() {
        guard !isStopped else { return }
        isStopped = true
        for subchannel in subchannels { subchannel.stop(isGraceful: false) }
        subchannels = []
        let calls = waiting
        waiting = []
        for call in calls { assign(call) }
    }
}
