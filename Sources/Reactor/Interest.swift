import CLinux

/// What a file descriptor is watched for. Hang-ups and errors are always reported.
public struct Interest: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let read = Interest(rawValue: 1)
    public static let write = Interest(rawValue: 2)

    var epollEvents: UInt32 {
        var events: UInt32 = 0
        if contains(.read) { events |= EPOLLIN.rawValue | EPOLLRDHUP.rawValue }
        if contains(.write) { events |= EPOLLOUT.rawValue }
        return events
    }
}

/// What a file descriptor is ready for. Level triggered: what isn't taken is reported again.
public struct Readiness: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let read = Readiness(rawValue: 1)
    public static let write = Readiness(rawValue: 2)
    /// Both directions are shut; reading still gives what had arrived.
    public static let hangup = Readiness(rawValue: 4)
    /// SO_ERROR holds the reason.
    public static let error = Readiness(rawValue: 8)

    init(epollEvents: UInt32) {
        var ready: Readiness = []
        if epollEvents & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 { ready.insert(.read) }
        if epollEvents & EPOLLOUT.rawValue != 0 { ready.insert(.write) }
        if epollEvents & EPOLLHUP.rawValue != 0 { ready.insert(.hangup) }
        if epollEvents & EPOLLERR.rawValue != 0 { ready.insert(.error) }
        self = ready
    }
}
