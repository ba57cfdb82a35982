import CLinux
import Glibc

extension Sockets {
    /// A connected non-blocking stream socket (TCP_NODELAY), owned by the caller.
    /// - Throws: `SystemError` (ETIMEDOUT after `ReactorLimits.connectTimeout`),
    ///   `CancellationError`. Any thread.
    public static func connect(
        to address: SocketAddress, on loop: EventLoop
    ) async throws -> Int32 {
        let attempt = ConnectAttempt(loop: loop)
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                loop.execute { attempt.start(address, continuation) }
            }
        } onCancel: {
            loop.execute { attempt.finish(.failure(CancellationError())) }
        }
    }
}

/// One connection being made.
///
///     new ──start──► connecting ──writable, timeout or cancelled──► finished
///
/// `@unchecked Sendable`: every member runs on the loop; the class only travels there.
private final class ConnectAttempt: @unchecked Sendable {
    private let loop: EventLoop
    private var fd: Int32 = -1
    private var registration: Registration?
    private var timer: TimerHandle?
    private var continuation: UnsafeContinuation<Int32, any Error>?
    private var isFinished = false

    init(loop: EventLoop) { self.loop = loop }

    func start(
        _ address: SocketAddress, _ continuation: UnsafeContinuation<Int32, any Error>
    ) {
        guard !isFinished else { return continuation.resume(throwing: CancellationError()) }
        self.continuation = continuation
        fd = leadline_socket(address.family)
        guard fd >= 0 else { return finish(.failure(SystemError("socket"))) }
        if address.family != AF_UNIX { Sockets.setNoDelay(fd) }
        let code = address.withSockaddr { leadline_connect(fd, $0, $1) }
        if code == 0 { return finish(.success(())) }
        guard errno == EINPROGRESS || errno == EINTR else {
            return finish(.failure(SystemError("connect")))
        }
        do {
            registration = try loop.register(fd, .write) { [unowned self] _ in decide() }
            timer = loop.schedule(after: loop.limits.connectTimeout) { [unowned self] in
                finish(.failure(SystemError("connect", code: ETIMEDOUT)))
            }
        } catch {
            finish(.failure(error))
        }
    }

    private func decide() {
        let code = Sockets.pendingError(fd)
        finish(code == 0 ? .success(()) : .failure(SystemError("connect", code: code)))
    }

    func finish(_ result: Result<Void, any Error>) {
        guard !isFinished else { return }
        isFinished = true
        registration?.cancel()
        timer?.cancel()
        switch result {
        case .success:
            continuation?.resume(returning: fd)
        case .failure(let error):
            if fd >= 0 { Sockets.closeDescriptor(fd) }
            continuation?.resume(throwing: error)
        }
        continuation = nil
    }
}
