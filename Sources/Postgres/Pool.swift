import Logging
import Reactor

/// The connections of one client and the calls that want them. Touched on its loop only. Who gets
/// what is decided by ``PoolState``; this class does it.
final class Pool {
    enum Demand {
        case exchange(Exchange)
        case lease((Result<Lease, PostgresError>) -> Void)
    }

    /// A connection that one transaction has to itself until it gives it back.
    struct Lease {
        let connection: Connection
        fileprivate let slot: Int
    }

    let loop: EventLoop
    let limits: PostgresLimits
    private let figures: PostgresFigures
    private var state: PoolState<Demand>
    private var keepers: [ConnectionKeeper] = []
    private var isTicking = false
    private var isClosed = false
    private var leases = 0
    private var whenReady: [(MonotonicTime, (Bool) -> Void)] = []
    private var whenIdle: [() -> Void] = []

    init(
        settings: PostgresSettings, loop: EventLoop, connections: Int, limits: PostgresLimits,
        logger: Logger, figures: PostgresFigures
    ) {
        self.loop = loop
        self.limits = limits
        self.figures = figures
        state = PoolState(connections: connections, limits: limits, now: loop.now)
        for slot in 0..<connections {
            let keeper = ConnectionKeeper(
                settings: settings, loop: loop, limits: limits, logger: logger)
            keeper.onUp = { [unowned self] _ in isUp(slot) }
            keeper.onDown = { [unowned self] in
                figures.connectionsLost.increment()
                carryOut(state.lost(slot, now: self.loop.now))
                checkIdle()
            }
            keepers.append(keeper)
        }
    }

    func start() {
        for keeper in keepers { keeper.start() }
    }

    func submit(_ exchange: Exchange) {
        exchange.submitted = loop.now
        submit(.exchange(exchange), isExclusive: false)
    }

    var standing: PoolStanding {
        PoolStanding(
            connections: state.slots.count, up: state.upCount, waiting: state.waitingCount,
            inFlight: state.slots.reduce(0) { $0 + $1.inFlight })
    }

    /// Asks for a connection of one's own. Give it back with ``release(_:)``.
    func acquire(_ completion: @escaping (Result<Lease, PostgresError>) -> Void) {
        submit(.lease(completion), isExclusive: true)
    }

    func release(_ lease: Lease) {
        leases -= 1
        carryOut(state.released(lease.slot))
        checkIdle()
    }

    /// Called on the loop later: with true once a connection is up, with false after `timeout`.
    func whenReady(timeout: Microseconds, _ completion: @escaping (Bool) -> Void) {
        if state.upCount > 0 { return completion(true) }
        whenReady.append((loop.now + timeout, completion))
        tickWhileBusy()
    }

    /// Refuses what comes, fails what waits, and calls `completion` once the wire is empty and the
    /// connections are closed.
    func close(_ completion: @escaping () -> Void) {
        isClosed = true
        for demand in state.removeWaiting() { refuse(demand, Self.closedError) }
        whenIdle.append(completion)
        checkIdle()
    }

    private static let closedError = PostgresError(.closed, "The PostgreSQL client is closed.")
}

extension Pool {
    private func submit(_ demand: Demand, isExclusive: Bool) {
        if isClosed { return refuse(demand, Self.closedError) }
        switch state.submit(demand, isExclusive: isExclusive, now: loop.now) {
        case .placed(let slot): carryOut(demand, slot)
        case .waiting: break
        case .refused(let refusal): refuse(demand, error(for: refusal))
        }
        tickWhileBusy()
    }

    private func carryOut(_ placements: [PoolState<Demand>.Placement]) {
        for placement in placements { carryOut(placement.demand, placement.slot) }
    }

    private func carryOut(_ demand: Demand, _ slot: Int) {
        guard let connection = keepers[slot].current else {
            preconditionFailure("a connection that is down was given away")
        }
        switch demand {
        case .exchange(let exchange):
            let (first, submitted) = (exchange.steps[0].0, exchange.submitted)
            exchange.onCompletion = { [self] in
                let duration = loop.now - submitted
                figures.timer(of: first).recordNanoseconds(duration.count * 1_000)
                finished(slot, connection)
            }
            connection.send(exchange)
        case .lease(let completion):
            leases += 1
            completion(.success(Lease(connection: connection, slot: slot)))
        }
    }

    private func finished(_ slot: Int, _ connection: Connection) {
        // What a connection that is already replaced had on it was given up when it was lost.
        guard keepers[slot].current === connection else { return checkIdle() }
        carryOut(state.finished(slot))
        checkIdle()
    }

    private func isUp(_ slot: Int) {
        carryOut(state.connected(slot))
        let waiting = whenReady
        whenReady = []
        for (_, completion) in waiting { completion(true) }
    }

    private func refuse(_ demand: Demand, _ error: PostgresError) {
        switch demand {
        case .exchange(let exchange): exchange.complete(.failure(error))
        case .lease(let completion): completion(.failure(error))
        }
    }

    private func error(for refusal: PoolState<Demand>.Refusal) -> PostgresError {
        switch refusal {
        case .overloaded:
            PostgresError(.overloaded, "Too many calls are waiting for PostgreSQL.")
        case .unavailable:
            PostgresError(.unavailable, "PostgreSQL can't be reached.")
        case .acquireTimeout:
            PostgresError(.acquireTimeout, "No connection to PostgreSQL became free in time.")
        }
    }

    private func checkIdle() {
        guard isClosed, leases == 0, !state.isBusy else { return }
        for keeper in keepers { keeper.stop(Self.closedError) }
        let waiting = whenIdle
        whenIdle = []
        for completion in waiting { completion() }
    }
}

extension Pool {
    /// How often time limits are looked at. They needn't be exact, and one timer for all costs
    /// less than one a call.
    private static let tick = Microseconds.milliseconds(50)

    private func tickWhileBusy() {
        guard !isTicking, state.isBusy || !whenReady.isEmpty else { return }
        isTicking = true
        loop.schedule(at: loop.now + Self.tick) { [weak self] in
            guard let self else { return }
            isTicking = false
            enforceTimeLimits()
            tickWhileBusy()
        }
    }

    private func enforceTimeLimits() {
        let now = loop.now
        giveUpSilent(now)
        for (demand, refusal) in state.expire(now: now) { refuse(demand, error(for: refusal)) }
        let waiting = whenReady
        whenReady = waiting.filter { $0.0 > now }
        for (deadline, completion) in waiting where deadline <= now { completion(false) }
    }

    /// Loses connections that owe an answer for too long, and with them those that weren't heard
    /// since: a call would only be tried again on each, and wait as long for it.
    private func giveUpSilent(_ now: MonotonicTime) {
        let connections = keepers.compactMap(\.current)
        let overdue = connections.filter { $0.isOverdue(now: now) }
        guard let asked = overdue.map(\.lastProgress).max() else { return }
        let silent = connections.filter { $0.isReady && $0.lastHeard < asked }
        for connection in overdue + silent {
            connection.lose(
                PostgresError(.connectionLost, "PostgreSQL didn't answer in time."))
        }
    }
}
