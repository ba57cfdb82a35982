/// One thing that the server said, freed of libpq.
enum Reply<Rows> {
    /// A statement was done.
    case rows(Rows)
    /// A statement failed. After a fatal error the server hangs up.
    case failure(PostgresError, isFatal: Bool)
    /// A statement wasn't run, because one before it in the same exchange failed.
    case skipped
    /// The answer to one statement is complete.
    case endOfStatement
    /// The exchange is complete, and what it did is committed unless one of its statements failed.
    case synced
}

/// What the server still owes us on one connection: the exchanges sent, oldest first, and how far
/// the oldest is answered. No I/O.
///
///     sent ──rows──► answered in part ──rows…──► answered ──synced──► finished(rows)
///       └──failure──► failed ──skipped…──► failed ──synced──► finished(error)
///       any ──connection lost──► finished(connectionLost | outcomeUnknown | its own error)
struct PipelineLedger<Token, Rows> {
    struct Entry {
        let token: Token
        /// Statements of this exchange.
        let statements: Int
        /// Whether its Sync commits something. False inside an open transaction.
        let commits: Bool
        var rows: [Rows] = []
        var ended = 0
        var error: PostgresError?
        var errorIsFatal = false
        /// Which statement failed, counted from 0.
        var failedStatement: Int?
    }

    enum Step {
        case waiting
        case finished(Entry)
        /// The server's answers don't match what was sent: give the connection up.
        case broken
    }

    private var entries = Fifo<Entry>()

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }

    mutating func sent(_ token: Token, statements: Int, commits: Bool) {
        var entry = Entry(token: token, statements: statements, commits: commits)
        entry.rows.reserveCapacity(statements)
        entries.append(entry)
    }

    mutating func receive(_ reply: Reply<Rows>) -> Step {
        if case .synced = reply {
            guard let entry = entries.popFirst(), entry.ended == entry.statements else {
                return .broken
            }
            return .finished(entry)
        }
        return entries.updateFirst { entry in entry.receive(reply) ? .waiting : .broken } ?? .broken
    }

    /// Ends everything that was sent, because no answer will come any more. An error that came
    /// when all statements were answered says nothing of the commit, which was under way.
    mutating func connectionLost() -> [(Entry, PostgresError)] {
        var serverDied = false
        return entries.removeAll().map { entry in
            let error: PostgresError
            let mayHaveCommitted = entry.commits && !serverDied
            if let own = entry.error, entry.failedStatement != entry.statements {
                // It failed before its Sync, so it rolled back, whatever came then.
                error = own
            } else if mayHaveCommitted {
                error = PostgresError(
                    .outcomeUnknown,
                    "The connection to PostgreSQL was lost; whether this was stored is unknown.",
                    cause: entry.error)
            } else {
                // The server works in order: what stands behind a fatal error never ran.
                error = PostgresError(
                    .connectionLost, "The connection to PostgreSQL was lost; nothing was stored.")
            }
            serverDied = serverDied || entry.errorIsFatal
            return (entry, error)
        }
    }
}

extension PipelineLedger.Entry {
    /// Whether the reply was due.
    fileprivate mutating func receive(_ reply: Reply<Rows>) -> Bool {
        switch reply {
        case .rows(let answer):
            guard error == nil, rows.count == ended, rows.count < statements else { return false }
            rows.append(answer)
        case .failure(let failure, let isFatal):
            // A second error can follow (a fatal one behind an ordinary one); the first counts.
            if error == nil {
                error = failure
                failedStatement = ended
            }
            errorIsFatal = errorIsFatal || isFatal
        case .skipped:
            guard error != nil else { return false }
        case .endOfStatement:
            guard ended < statements else { return false }
            ended += 1
        case .synced:
            return false
        }
        return true
    }
}
