import Reactor

extension Connection {
    /// Begins to connect. `attempt` goes through the host's addresses in turn.
    func start(attempt: Int) {
        let limit = Microseconds(limits.connectTimeout)
        connectTimer = loop.schedule(at: loop.now + limit) { [weak self] in
            self?.lose(
                PostgresError(.unavailable, "Connecting to PostgreSQL took too long."))
        }
        if settings.isSocketFolder || SocketAddress(ip: settings.host, port: 0) != nil {
            connect(address: settings.isSocketFolder ? nil : settings.host)
        } else {
            resolve(attempt: attempt)
        }
    }

    private func resolve(attempt: Int) {
        let connection = LoopBound(self, on: loop)
        let (host, port, loop) = (settings.host, UInt16(clamping: settings.port), loop)
        Task(executorPreference: loop) {
            let addresses = (try? await SocketAddress.resolve(host: host, port: port)) ?? []
            loop.execute {
                connection.value.resolved(addresses, attempt: attempt)
            }
        }
    }

    private func resolved(_ addresses: [SocketAddress], attempt: Int) {
        guard phase == .resolving else { return }
        guard !addresses.isEmpty else {
            return lose(
                PostgresError(.unavailable, "The name of PostgreSQL's host has no address."))
        }
        connect(address: addresses[attempt % addresses.count].numericHost)
    }

    private func connect(address: String?) {
        phase = .connecting
        do {
            let session = try LibpqSession(
                keywords: settings.connectionKeywords(address: address))
            self.session = session
            guard !session.isBroken else { return loseUnconnected() }
            // As libpq asks: at first, behave as if it had said that it wants to write.
            try wait(for: .write)
        } catch {
            loseUnconnected()
        }
    }

    /// The socket may be another one after each step (the next address, or without TLS), so it is
    /// registered anew each time.
    private func wait(for interest: Interest) throws {
        guard let session, session.socket >= 0 else { return loseUnconnected() }
        registration = try loop.register(session.socket, interest) { [weak self] _ in
            self?.continueConnecting()
        }
    }

    private func continueConnecting() {
        guard phase == .connecting, let session else { return }
        registration?.cancel()
        registration = nil
        do {
            switch session.pollConnecting() {
            case .wantsRead: try wait(for: .read)
            case .wantsWrite: try wait(for: .write)
            case .failed: loseUnconnected()
            case .ready: try becomeReady(session)
            }
        } catch {
            loseUnconnected()
        }
    }

    private func becomeReady(_ session: LibpqSession) throws {
        guard session.enterPipeline() else { return loseUnconnected() }
        connectTimer?.cancel()
        connectTimer = nil
        registration = try loop.register(session.socket, .read) { [weak self] readiness in
            self?.isReadyForIO(readiness)
        }
        phase = .ready
        lastHeard = loop.now
        owner?.connectionIsReady(self)
    }

    private func loseUnconnected() {
        lose(
            PostgresError(
                .unavailable, "PostgreSQL can't be reached.", detail: session?.lastComplaint))
    }
}

extension SocketAddress {
    /// The address alone, without port and brackets, as libpq's `hostaddr` wants it.
    fileprivate var numericHost: String {
        let text = description
        guard let colon = text.lastIndex(of: ":") else { return text }
        return String(text[..<colon].filter { $0 != "[" && $0 != "]" })
    }
}
