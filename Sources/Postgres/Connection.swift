import Reactor

/// One connection to the server, its socket in the loop. Touched on the loop only.
///
///     resolving ──► connecting ──► ready ◄──► running a script
///         │              │           ├──► breaking ─┤
///         └──────────────┴───────────┴──────────────┴──► closed
///
/// It is breaking from the moment that sending fails until the end of that call, so that nobody is
/// told of a loss while he is giving it work.
///
/// What it owes its callers is in ``PipelineLedger``; what the server has prepared is in
/// ``PreparedStatements``. This class moves bytes between the two and libpq.
final class Connection {
    enum Phase { case resolving, connecting, ready, script, breaking, closed }

    /// What an entry of the ledger stands for.
    enum Token {
        case exchange(Exchange)
        case prepare(Statement, serverName: String)
        case housekeeping
    }

    let settings: PostgresSettings
    let loop: EventLoop
    let limits: PostgresLimits
    weak var owner: (any ConnectionOwner)?

    var phase = Phase.resolving
    var session: LibpqSession?
    var registration: Registration?
    var connectTimer: TimerHandle?
    var ledger = PipelineLedger<Token, PostgresRows>()
    var prepared = PreparedStatements()
    var script: ScriptRun?
    /// The session isn't one that we want (its server is read-only): to be closed.
    var isRetiring = false
    /// When the server last answered, or got something to do after having had nothing.
    var lastProgress = MonotonicTime(microseconds: 0)
    /// When the server last said anything, its greeting included.
    var lastHeard = MonotonicTime(microseconds: 0)
    private var parameters = ParameterBuffer()
    /// Why statements couldn't be prepared, for the exchanges that came right behind.
    private var prepareFailures: [String: PostgresError] = [:]

    init(
        settings: PostgresSettings, loop: EventLoop, limits: PostgresLimits,
        owner: any ConnectionOwner
    ) {
        self.settings = settings
        self.loop = loop
        self.limits = limits
        self.owner = owner
    }

    var isReady: Bool { phase == .ready }

    /// Sends an exchange; its completion is called later, never from within this call.
    func send(_ exchange: Exchange) {
        guard phase == .ready, !isRetiring, let session else {
            completeLater(exchange, Self.lostBeforeSending)
            return
        }
        defer { parameters.removeAll() }
        do {
            // All are encoded before the first is sent: half an exchange can't be taken back.
            for step in exchange.steps {
                try parameters.appendStatement(step.1, bytesMax: limits.parameterBytesMax)
            }
        } catch {
            let error = error as? PostgresError
            completeLater(
                exchange, error ?? PostgresError(.invalidParameter, "A parameter can't be sent."))
            return
        }
        if ledger.isEmpty { lastProgress = loop.now }
        guard prepareMissing(exchange, session), sendSteps(exchange, session) else {
            // The ledger doesn't hold it, and without its Sync nothing of it will take effect.
            completeLater(exchange, Self.lostBeforeSending)
            return loseLater()
        }
        // From here on it may take effect, whether the Sync is seen to go out or not.
        ledger.sent(
            .exchange(exchange), statements: exchange.steps.count, commits: exchange.commits)
        guard session.sendSync() else { return loseLater() }
        flush()
    }

    /// Gives the connection up; what is on it ends as lost.
    func close(_ reason: PostgresError) {
        owner = nil
        lose(reason)
    }

    /// Whether the server has owed an answer for longer than it may take.
    func isOverdue(now: MonotonicTime) -> Bool {
        if script != nil { return now > lastProgress + Microseconds(limits.scriptTimeout) }
        guard phase == .ready, !ledger.isEmpty else { return false }
        let grace = limits.answerGrace
        let patience = settings.statementTimeout.map { $0 + grace } ?? grace * 20
        return now > lastProgress + Microseconds(patience)
    }

    static let lostBeforeSending = PostgresError(
        .connectionLost, "The connection to PostgreSQL was lost; nothing was stored.")

    func brokenConnection() -> PostgresError {
        PostgresError(
            .connectionLost, "The connection to PostgreSQL was lost.",
            detail: session?.lastComplaint)
    }

    func completeLater(_ exchange: Exchange, _ error: PostgresError) {
        let exchange = LoopBound(exchange, on: loop)
        loop.execute { exchange.value.complete(.failure(error)) }
    }
}

extension Connection {
    /// Sends a prepare, with a Sync of its own, for each statement that needs one.
    private func prepareMissing(_ exchange: Exchange, _ session: LibpqSession) -> Bool {
        if prepared.count + exchange.steps.count > limits.preparedStatementsMax, prepared.count > 0
        {
            prepared.removeAll()
            guard session.sendCommand("DEALLOCATE ALL"), session.sendSync() else { return false }
            ledger.sent(.housekeeping, statements: 1, commits: false)
        }
        exchange.serverNames.reserveCapacity(exchange.steps.count)
        for (index, step) in exchange.steps.enumerated() {
            let statement = step.0
            switch prepared.prepare(statement, types: parameters.types(ofStatement: index)) {
            case .ready(let variant):
                exchange.serverNames.append(variant.serverName)
            case .prepare(let variant):
                exchange.serverNames.append(variant.serverName)
                guard session.sendPrepare(variant, sql: statement.sql), session.sendSync() else {
                    return false
                }
                ledger.sent(
                    .prepare(statement, serverName: variant.serverName), statements: 1,
                    commits: false)
            }
        }
        return true
    }

    private func sendSteps(_ exchange: Exchange, _ session: LibpqSession) -> Bool {
        for (index, name) in exchange.serverNames.enumerated() {
            guard session.sendStatement(name, parameters, index: index) else { return false }
        }
        return true
    }
}

extension Connection {
    /// An entry of the ledger has got all its answers.
    func finish(_ entry: PipelineLedger<Token, PostgresRows>.Entry) {
        switch entry.token {
        case .housekeeping: break
        case .prepare(let statement, let serverName):
            guard let error = entry.error else { break }
            prepared.forget(statement, serverName: serverName)
            prepareFailures[serverName] = error
        case .exchange(let exchange):
            // A BEGIN that slipped through would make strangers' calls one transaction.
            if entry.commits, ledger.isEmpty, session?.isInTransaction == true { isRetiring = true }
            guard let error = entry.error else {
                exchange.complete(.success(entry.rows))
                break
            }
            exchange.complete(.failure(explained(error, of: exchange, at: entry.failedStatement)))
        }
        if ledger.isEmpty { prepareFailures.removeAll() }
        if isRetiring { lose(brokenConnection()) }
    }

    /// Adds which statement it was, and draws the conclusions for this connection.
    func explained(_ error: PostgresError, of exchange: Exchange, at index: Int?) -> PostgresError {
        guard let index, index < exchange.steps.count else { return error }
        var error = error
        let statement = exchange.steps[index].0
        let serverName = exchange.serverNames[index]
        switch error.sqlState {
        case .invalidStatementName:
            // It wasn't prepared because the server refused it: that is the error to show.
            if let refused = prepareFailures[serverName] {
                error = refused
            } else {
                prepared.forget(statement, serverName: serverName)
                error.isStalePlan = true
            }
        case .featureNotSupported:
            // "Cached plan must not change result type", after a migration.
            prepared.forget(statement, serverName: serverName)
            error.isStalePlan = true
        case .readOnlyTransaction:
            isRetiring = true
        default: break
        }
        error.statement = statement.name
        return error
    }
}
