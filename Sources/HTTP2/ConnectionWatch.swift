import Reactor

/// When a connection has been silent, idle, unfinished or unread for too long; no clock of its own.
///
///     handshaking ──SETTINGS──► quiet ──keepaliveInterval──► asked ──anything received──► quiet
///         │ handshakeTimeout      │ no stream for idleTimeout   │ keepaliveTimeout
///         └──► close              └──► drain                    └──► close
///
///     taking ──bytes wait──► watched ──fewer than stallBytesMin in stallTimeout──► shed
struct ConnectionWatch {
    enum Action: Equatable {
        case sendPing
        case drain
        case close(String)
        /// Closes it with ENHANCE_YOUR_CALM.
        case shed(String)
    }

    private let limits: HTTP2Limits
    private let opened: MonotonicTime
    private var isHandshaking = true
    private var received: MonotonicTime
    private var asked: MonotonicTime?
    private var idleSince: MonotonicTime?
    /// Since when bytes wait, and how many had been sent then.
    private var waiting: (since: MonotonicTime, sent: Int)?
    private var sent = 0

    init(limits: HTTP2Limits, now: MonotonicTime) {
        self.limits = limits
        opened = now
        received = now
        idleSince = now
    }

    mutating func didReceive(_ now: MonotonicTime) {
        received = now
        asked = nil
    }

    mutating func didFinishHandshake() { isHandshaking = false }

    mutating func didChangeStreams(count: Int, _ now: MonotonicTime) {
        if count > 0 {
            idleSince = nil
        } else if idleSince == nil {
            idleSince = now
        }
    }

    /// So many bytes of DATA went out in all, and more wait or not. True when it began to be
    /// watched.
    mutating func didSend(_ total: Int, isWaiting: Bool, _ now: MonotonicTime) -> Bool {
        sent = total
        guard isWaiting, limits.stallTimeout != nil else {
            waiting = nil
            return false
        }
        guard waiting == nil else { return false }
        waiting = (now, total)
        return true
    }

    /// When to look again; nil when nothing can become due.
    var nextLook: MonotonicTime? {
        if isHandshaking { return opened + limits.handshakeTimeout }
        var next: MonotonicTime?
        if let asked {
            next = asked + limits.keepaliveTimeout
        } else if let interval = limits.keepaliveInterval {
            next = received + interval
        }
        if let idleSince, let timeout = limits.idleTimeout {
            next = min(next ?? .distantFuture, idleSince + timeout)
        }
        if let waiting, let timeout = limits.stallTimeout {
            next = min(next ?? .distantFuture, waiting.since + timeout)
        }
        return next
    }

    /// What is due; nil if it was too early to look.
    mutating func look(_ now: MonotonicTime) -> Action? {
        if isHandshaking {
            guard now >= opened + limits.handshakeTimeout else { return nil }
            return .close("The peer didn't finish the HTTP/2 handshake in time.")
        }
        if let asked, now >= asked + limits.keepaliveTimeout {
            return .close("The peer gave no sign of life when asked for one.")
        }
        if let waiting, let timeout = limits.stallTimeout, now >= waiting.since + timeout {
            guard sent - waiting.sent >= limits.stallBytesMin else {
                return .shed("The peer doesn't read what it asked for.")
            }
            self.waiting = (now, sent)
        }
        if let idleSince, let timeout = limits.idleTimeout, now >= idleSince + timeout {
            self.idleSince = nil
            return .drain
        }
        if asked == nil, let interval = limits.keepaliveInterval, now >= received + interval {
            asked = now
            return .sendPing
        }
        return nil
    }
}
