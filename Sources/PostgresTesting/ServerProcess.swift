import Glibc
import Synchronization

/// A child process that a thread of its own starts, reads and waits for.
///
///     starting ──its line of readiness──► ready ──► exited
///         └──────────────────────────────────────────►┘
///
/// The thread lives as long as the child, and must: the kernel kills the child (`pdeathsig`) when
/// the thread that made it ends, which is how the child dies even if this process is killed.
final class ServerProcess: Sendable {
    enum Phase: Sendable, Equatable { case starting, ready, exited(Int32) }

    private struct State {
        var phase = Phase.starting
        var pid: pid_t = 0
        var waiting: [(Phase, CheckedContinuation<Phase, Never>)] = []
        var lastLines: [String] = []
    }

    private let state = Mutex(State())
    private let readyLine: String?

    /// - Parameter readyLine: what the child writes to stderr once it is ready
    init(_ command: [String], readyLine: String? = nil) throws {
        self.readyLine = readyLine
        let body = Unmanaged.passRetained(ThreadBody(process: self, command: command))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                let body = Unmanaged<ThreadBody>.fromOpaque(argument!).takeRetainedValue()
                body.process.runChild(body.command)
                return nil
            }, body.toOpaque())
        guard code == 0 else {
            body.release()
            throw TestingError("A thread can't be started.")
        }
        pthread_detach(thread)
    }

    private final class ThreadBody {
        let process: ServerProcess
        let command: [String]

        init(process: ServerProcess, command: [String]) {
            self.process = process
            self.command = command
        }
    }

    var phase: Phase { state.withLock { $0.phase } }
    var pid: pid_t { state.withLock { $0.pid } }
    /// What it wrote last, for error messages.
    var lastLines: String { state.withLock { $0.lastLines.joined(separator: "\n") } }

    func signal(_ number: Int32) {
        state.withLock { state in
            // Under the lock the child can't be reaped, so the pid is still its own.
            if case .exited = state.phase { return }
            if state.pid > 0 { kill(state.pid, number) }
        }
    }

    /// Returns when it is ready or has exited.
    func whenReady() async -> Phase { await wait(for: .ready) }

    /// Returns its exit status.
    func whenExited() async -> Int32 {
        if case .exited(let status) = await wait(for: .exited(0)) { return status }
        return -1
    }

    private func wait(for wanted: Phase) async -> Phase {
        await withCheckedContinuation { continuation in
            let now = state.withLock { state -> Phase? in
                if Self.reached(state.phase, wanted) { return state.phase }
                state.waiting.append((wanted, continuation))
                return nil
            }
            if let now { continuation.resume(returning: now) }
        }
    }

    private static func reached(_ phase: Phase, _ wanted: Phase) -> Bool {
        switch (phase, wanted) {
        case (.exited, _), (.ready, .ready): true
        default: false
        }
    }

    private func enter(_ phase: Phase) {
        let reached = state.withLock { state in
            state.phase = phase
            let reached = state.waiting.filter { Self.reached(phase, $0.0) }
            state.waiting.removeAll { Self.reached(phase, $0.0) }
            return reached.map(\.1)
        }
        for continuation in reached { continuation.resume(returning: phase) }
    }
}

extension ServerProcess {
    private func runChild(_ command: [String]) {
        guard let (child, output) = Self.start(command) else { return enter(.exited(-1)) }
        state.withLock { $0.pid = child }
        readLines(output)
        close(output)
        // Waits without reaping, so that nobody signals a stranger who got the pid meanwhile.
        var information = siginfo_t()
        while waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        var status: Int32 = 0
        state.withLock { state in
            while waitpid(child, &status, 0) < 0, errno == EINTR {}
            state.pid = 0
        }
        enter(.exited(status))
    }

    /// One start at a time: a child that inherited another's pipe would keep it open.
    private static let starting = Mutex(())

    private static func start(_ command: [String]) -> (child: pid_t, output: Int32)? {
        starting.withLock { _ in
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { return nil }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            let child = spawn(command, standardError: ends[1])
            close(ends[1])
            guard let child else {
                close(ends[0])
                return nil
            }
            return (child, ends[0])
        }
    }

    private func readLines(_ fd: Int32) {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(fd, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            for byte in buffer[..<count] {
                if byte != UInt8(ascii: "\n") {
                    line.append(byte)
                    continue
                }
                take(line: String(decoding: line, as: UTF8.self))
                line.removeAll(keepingCapacity: true)
            }
        }
    }

    private func take(line: String) {
        state.withLock { state in
            state.lastLines.append(line)
            if state.lastLines.count > 20 { state.lastLines.removeFirst() }
        }
        if let readyLine, phase == .starting, line.contains(readyLine) { enter(.ready) }
    }

    private static func spawn(_ command: [String], standardError: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, standardError, 1)
        posix_spawn_file_actions_adddup2(&actions, standardError, 2)
        var arguments = command.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var child: pid_t = 0
        // A group of its own, so that Ctrl-C at a terminal reaches the tests first.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The threads of Swift's runtime block all signals, and a child inherits that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        let code = posix_spawnp(
            &child, command[0], &actions, &attributes, &arguments, environ)
        return code == 0 ? child : nil
    }
}
