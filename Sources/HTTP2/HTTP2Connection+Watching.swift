import Reactor

extension HTTP2Connection {
    private static let keepalivePing: UInt64 = 0x6b65_6570_0000_0001

    /// Sets the timer to the next time that something can be due. Traffic only moves that time
    /// later, so a timer that is set already stays: it looks, and sets itself again.
    func rearm() {
        guard !isClosed, let next = watch.nextLook else { return }
        if let timer, timer.isWaiting {
            guard next < timerDue else { return }
            timer.cancel()
        }
        timerDue = next
        timer = loop.schedule(at: next) { [unowned self] in look() }
    }

    /// Notes whether the peer takes what it asked for.
    func watchStall() {
        guard session.role == .server else { return }
        let isWaiting = session.bufferedCount > 0 || isBlocked
        if watch.didSend(session.sentDataCount, isWaiting: isWaiting, loop.now) { rearm() }
    }

    private func look() {
        watch.didChangeStreams(count: session.streams.count, loop.now)
        switch watch.look(loop.now) {
        case .sendPing: session.submitPing(Self.keepalivePing)
        case .drain: drain()
        case .close where !isOpen:
            return close(
                HTTP2Error(.timedOut, "The peer didn't finish the TLS handshake in time."))
        case .close(let sentence): return close(HTTP2Error(.timedOut, sentence))
        case .shed(let sentence):
            session.fail(.enhanceYourCalm, HTTP2Error(.limitExceeded, sentence))
        case nil: break
        }
        rearm()
    }
}
