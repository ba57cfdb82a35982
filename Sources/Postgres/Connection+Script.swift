import Reactor

extension Connection {
    /// Runs a text of several commands. The connection must be idle, and its caller's alone.
    /// `completion` is called later, with `nil` when all went well.
    func run(script sql: String, completion: @escaping (PostgresError?) -> Void) {
        precondition(phase != .ready || ledger.isEmpty, "a script needs the connection to itself")
        guard phase == .ready, let session else {
            let completion = LoopBound(completion, on: loop)
            return loop.execute { completion.value(Connection.lostBeforeSending) }
        }
        phase = .script
        script = ScriptRun(completion: completion)
        lastProgress = loop.now
        guard session.sendScript(sql) else { return loseLater() }
        flush()
    }

    func takeScriptReplies(_ session: LibpqSession) {
        while phase == .script {
            switch session.nextReply() {
            case .nothing: return
            case .broken, .reply(.synced), .reply(.skipped): return lose(brokenConnection())
            case .reply(.rows): lastProgress = loop.now
            case .reply(.failure(let error, _)):
                if script?.error == nil { script?.error = error }
                if error.sqlState == .readOnlyTransaction { isRetiring = true }
            case .reply(.endOfStatement): endScript(session)
            }
        }
    }

    private func endScript(_ session: LibpqSession) {
        guard let script, session.endScript() else { return lose(brokenConnection()) }
        self.script = nil
        phase = .ready
        script.completion(script.error)
        if isRetiring { lose(brokenConnection()) }
    }
}
