import Reactor

extension Connection {
    /// The socket is readable, writable or broken.
    func isReadyForIO(_ readiness: Readiness) {
        guard let session else { return }
        if readiness.contains(.write) { flush() }
        guard phase != .closed, readiness != .write else { return }
        let isAlive = session.consume()
        takeReplies(session)
        guard phase != .closed else { return }
        while let (channel, payload) = session.nextNotification() {
            owner?.connection(self, wasNotifiedOn: channel, payload: payload)
        }
        if !isAlive || session.isBroken { lose(brokenConnection()) }
    }

    /// Writes what libpq holds; asks for writability only while some is left.
    func flush() {
        guard let session, let registration else { return }
        switch session.flush() {
        case .done:
            try? registration.modify(.read)
        case .pending:
            do { try registration.modify([.read, .write]) } catch { return loseLater() }
            // libpq reads while it can't write, and what it read won't make the socket readable.
            takeRepliesLater()
        case .failed:
            loseLater()
        }
    }

    private func takeRepliesLater() {
        let connection = LoopBound(self, on: loop)
        loop.execute {
            guard let session = connection.value.session else { return }
            connection.value.takeReplies(session)
        }
    }

    /// Nothing can be sent any more. Why the server hung up may still be in the socket, so that is
    /// read before everybody is told, and none of it happens within this call.
    func loseLater() {
        guard phase != .closed else { return }
        phase = .breaking
        let connection = LoopBound(self, on: loop)
        loop.execute {
            let connection = connection.value
            guard let session = connection.session else { return }
            _ = session.consume()
            connection.takeReplies(session)
            connection.lose(connection.brokenConnection())
        }
    }

    private func takeReplies(_ session: LibpqSession) {
        if phase == .script { return takeScriptReplies(session) }
        while phase == .ready || phase == .breaking, !ledger.isEmpty {
            switch session.nextReply() {
            case .nothing: return
            case .broken: return lose(brokenConnection())
            case .reply(let reply):
                lastProgress = loop.now
                lastHeard = loop.now
                switch ledger.receive(reply) {
                case .waiting: break
                case .finished(let entry): finish(entry)
                case .broken: return lose(brokenConnection())
                }
            }
        }
    }

    /// The connection is over, for whatever reason. Does nothing the second time.
    func lose(_ reason: PostgresError) {
        guard phase != .closed else { return }
        phase = .closed
        connectTimer?.cancel()
        registration?.cancel()
        registration = nil
        session = nil
        let lost = ledger.connectionLost()
        let script = self.script
        self.script = nil
        let owner = self.owner
        self.owner = nil
        // First the owner, so that nobody who tries again is given this connection.
        owner?.connectionIsLost(self, reason)
        script?.completion(
            PostgresError(
                .outcomeUnknown,
                "The connection to PostgreSQL was lost; what the script did is unknown."))
        for (entry, error) in lost {
            guard case .exchange(let exchange) = entry.token else { continue }
            exchange.complete(.failure(explained(error, of: exchange, at: entry.failedStatement)))
        }
    }
}
