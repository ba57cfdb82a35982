import Logging
import Reactor
import Synchronization

/// One run of a service's program: the main thread waits for signals here, everything else
/// happens on the loops.
///
///     starting ──► running ──► stopping ──► ended(code)
///        └── failed to start ──────────────────┘
final class ProgramRun: Sendable {
    /// Beyond the settings' `stopWait`, for tasks and connections to end.
    private static let stopSlack: Duration = .seconds(5)

    private struct State {
        var starting: Task<Void, Never>?
        var host: RunningHost?
        var end: ExitCode?
    }

    private let loop: EventLoop
    private let logger: Logger
    private let state = Mutex(State())

    init(loop: EventLoop, logger: Logger) {
        self.loop = loop
        self.logger = logger
    }

    /// Starts the service on the loop.
    func start(
        _ start:
            @escaping @Sendable (
                _ failed: @escaping @Sendable (HostError) -> Void
            ) async throws -> RunningHost
    ) {
        let task = Task(executorPreference: loop) { [self] in
            do {
                let host = try await start { [self] error in end(error.exitCode) }
                state.withLock { $0.host = host }
            } catch {
                if Task.isCancelled { return end(.stopped) }
                logger.critical("can't start", metadata: ["error": "\(error)"])
                end((error as? HostError)?.exitCode ?? .software)
            }
        }
        state.withLock { $0.starting = task }
    }

    /// Returns with the exit code once the service has stopped, for whatever reason.
    func waitForEnd(stopWait: Duration) -> ExitCode {
        var asked = Signals.wait()
        while asked == .reload {
            state.withLock { $0.host }?.reloadCertificates()
            asked = Signals.wait()
        }
        if asked == .stop {
            logger.notice("stopping")
        } else {
            logger.notice("stopping after a failure")
        }
        let failure = state.withLock { state in
            defer { state.end = nil }
            return state.end
        }
        stop()
        while true {
            switch Signals.wait(stopWait + Self.stopSlack) {
            case .woken:
                guard let end = state.withLock({ $0.end }) else { continue }
                logger.notice("stopped")
                return failure ?? end
            case .reload: continue
            case .stop:
                logger.warning("told to stop twice: leaving at once")
                return .killed
            case .timeout:
                logger.error("stopping took too long: leaving")
                return .killed
            }
        }
    }

    private func stop() {
        let starting = state.withLock { $0.starting }
        Task(executorPreference: loop) { [self] in
            starting?.cancel()
            await starting?.value
            await state.withLock { $0.host }?.shutdown()
            end(.stopped)
        }
    }

    /// The first end counts.
    private func end(_ code: ExitCode) {
        state.withLock { if $0.end == nil { $0.end = code } }
        Signals.wake()
    }
}
