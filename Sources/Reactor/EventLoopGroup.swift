import Synchronization

/// Some loops, dealt out round robin. The loops are fixed for the group's life.
public final class EventLoopGroup: Sendable {
    public let loops: [EventLoop]
    private let turn = Atomic<Int>(0)

    /// - Throws: `SystemError`; the loops that had started are stopped again.
    public init(
        count: Int, name: String = "loop", limits: ReactorLimits = .standard
    ) throws {
        precondition(count > 0, "a group needs a loop")
        var started: [EventLoop] = []
        do {
            for index in 0..<count {
                started.append(try EventLoop(name: "\(name)-\(index)", limits: limits))
            }
        } catch {
            for loop in started { loop.shutdown() }
            throw error
        }
        loops = started
    }

    /// The next loop in turn. Any thread.
    public func next() -> EventLoop {
        let ticket = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: ticket) % UInt(loops.count))]
    }

    /// The caller's own loop if it belongs to the group (so that nothing hops), else the next.
    public func nearest() -> EventLoop {
        if let current = EventLoop.current, loops.contains(where: { $0 === current }) {
            return current
        }
        return next()
    }

    /// Stops all loops and waits for their threads. Not from one of them.
    public func shutdown() {
        for loop in loops {
            precondition(!loop.isCurrent, "a loop can't wait for its own end")
        }
        for loop in loops { loop.shutdown() }
    }
}
