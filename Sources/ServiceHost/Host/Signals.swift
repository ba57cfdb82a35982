import Glibc

/// The signals that a service waits for, on its main thread and nowhere else.
enum Signals {
    /// What a wait ended with.
    enum Event {
        /// SIGTERM or SIGINT: stop.
        case stop
        /// SIGHUP: read the certificates anew.
        case reload
        /// ``wake()`` was called.
        case woken
        /// The time ran out.
        case timeout
    }

    /// Keeps the signals for `wait`. Call it before any other thread exists: threads inherit it.
    static func block() {
        // A peer that closes its connection is an error of one write, not of the process.
        signal(SIGPIPE, SIG_IGN)
        var set = waited
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for one of them.
    static func wait(_ timeout: Duration? = nil) -> Event {
        var set = waited
        let end = timeout.map { ContinuousClock.now + $0 }
        while true {
            let signal: Int32
            if let end {
                let left = max(.zero, end - .now).components
                var time = timespec(
                    tv_sec: time_t(left.seconds), tv_nsec: Int(left.attoseconds / 1_000_000_000))
                signal = sigtimedwait(&set, nil, &time)
            } else {
                signal = sigwaitinfo(&set, nil)
            }
            switch signal {
            case SIGTERM, SIGINT: return .stop
            // Also sent when the terminal closes that a service was started from, which it
            // outlives: reading certificates anew harms nobody.
            case SIGHUP: return .reload
            case SIGUSR1: return .woken
            default:
                if errno == EAGAIN { return .timeout }
            // EINTR: a debugger, or a signal that isn't ours.
            }
        }
    }

    /// Ends a `wait` from another thread.
    static func wake() { kill(getpid(), SIGUSR1) }

    private static var waited: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGHUP)
        sigaddset(&set, SIGUSR1)
        return set
    }
}
