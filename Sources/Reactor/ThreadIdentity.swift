import CLinux
import Synchronization

/// The thread of one loop: starts it, knows it, joins it once.
///
///     new ──start──► running ──join──► joined
///
/// `thread` is written by the new thread alone, before any work can run on it and after the last;
/// others only compare it with themselves, so that relaxed order suffices: neither zero nor the
/// final value is theirs.
final class ThreadIdentity: Sendable {
    private enum Joining { case running(pthread_t), joined }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    private let thread = Atomic<pthread_t>(0)
    private let joining = Mutex(Joining.joined)

    static var currentLoop: EventLoop? {
        guard let pointer = pthread_getspecific(key) else { return nil }
        return Unmanaged<EventLoop>.fromOpaque(pointer).takeUnretainedValue()
    }

    @inline(__always)
    var isCurrent: Bool { thread.load(ordering: .relaxed) == pthread_self() }

    /// Starts the thread, which keeps the loop alive until it has stopped.
    func start(name: String, bodyOf loop: EventLoop) throws {
        let argument = Unmanaged.passRetained(loop)
        var started = pthread_t()
        let code = pthread_create(&started, nil, ThreadIdentity.main, argument.toOpaque())
        guard code == 0 else {
            argument.release()
            throw SystemError("pthread_create", code: code)
        }
        joining.withLock { $0 = .running(started) }
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        { argument in
            let loop = Unmanaged<EventLoop>.fromOpaque(argument!).takeRetainedValue()
            leadline_name_thread(loop.name)
            pthread_setspecific(key, argument)
            loop.identity.thread.store(pthread_self(), ordering: .relaxed)
            loop.runUntilStopped()
            pthread_setspecific(key, nil)
            loop.identity.thread.store(0, ordering: .relaxed)
            return nil
        }

    /// Waits for the thread's end; every caller waits, the first one reaps.
    func join() {
        joining.withLock { state in
            guard case .running(let thread) = state else { return }
            pthread_join(thread, nil)
            state = .joined
        }
    }
}
