import Reactor

extension HTTP2Connection {
    func ready(_ readiness: Readiness) {
        if readiness.contains(.write) { unblock() }
        // A hang-up or an error shows when reading; what came before it is read first.
        guard !readiness.isDisjoint(with: [.read, .hangup, .error]) else { return }
        guard !isReadLast else { return }
        session.now = loop.now
        share.willRead(isStrained: session.isStrained || answersWait)
        if share.goesLast { receiveLast() } else { receiveOnce() }
    }

    private func receiveLast() {
        isReadLast = true
        loop.lastInTurn { [self] in
            isReadLast = false
            receiveOnce()
        }
    }

    /// Once per readiness: the socket stays readable, and others have their turn in between.
    private func receiveOnce() {
        repeat { receive() } while !isClosed && transport.hasBufferedInput
    }

    private func receive() {
        guard !isClosed else { return }
        let input = buffers.input(atLeast: session.limits.readBytesPerTurn)
        let buffer = UnsafeMutableRawBufferPointer(rebasing: input[..<share.bytes])
        let step = transport.receive(into: buffer)
        share.didRead(wasFull: transport.tookAllAllowed)
        if transport.hasUnsentOutput { block() }
        switch step {
        case .opened: didOpen()
        case .bytes(let count):
            traffic?.received(count)
            session.now = loop.now
            watch.didReceive(loop.now)
            do {
                try session.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            } catch {
                // GOAWAY waits to be sent; `flush` closes behind it.
                scheduleFlush()
            }
            watch.didChangeStreams(count: session.streams.count, loop.now)
            // Nothing to send may be what a finished session waits for.
            if session.isFinished { scheduleFlush() }
        case .wouldBlock: break
        case .end: close(Self.closedByPeer)
        case .failed(let error): close(error)
        }
    }

    /// The handshake below is over: frames may go.
    func didOpen() {
        isOpen = true
        session.context.peerCertificate = transport.peerCertificate
        scheduleFlush()
    }

    /// Packs frames of all streams and writes them; stops as soon as the socket is full.
    func flush() {
        isFlushScheduled = false
        guard !isClosed, isOpen else { return }
        session.now = loop.now
        if !isBlocked { pack() }
        guard !isClosed else { return }
        let wasAtFault = session.fault != nil
        session.didSend()
        // Sending can show a fault too (resets that the peer provoked), whose GOAWAY comes now.
        if !wasAtFault, session.fault != nil, !isBlocked { pack() }
        guard !isClosed else { return }
        watch.didChangeStreams(count: session.streams.count, loop.now)
        // Not what this turn merely had no room for.
        answersWait =
            session.role == .server && !isFlushScheduled
            && session.bufferedCount > session.limits.drainMarkBytes
        watchStall()
        // A peer at fault gets its GOAWAY if its socket takes it; nobody waits for that.
        let isDone = !isBlocked && session.isFinished
        if !isClosed, isDone || session.fault != nil { close(session.fault) }
    }

    private func pack() {
        var written = 0
        var count = 0
        while let frame = session.nextOutput() {
            if count + frame.count > buffers.output.count {
                guard write(count) else { return keep(frame) }
                written += count
                count = 0
            }
            (buffers.output.baseAddress! + count).copyMemory(
                from: frame.baseAddress!, byteCount: frame.count)
            count += frame.count
            guard written + count < session.limits.writeBytesPerTurn else {
                scheduleFlush()
                break
            }
        }
        if count > 0 { _ = write(count) }
    }

    /// Writes the packed bytes; false when no more can go now, or the connection is gone.
    private func write(_ count: Int) -> Bool {
        let packed = UnsafeRawBufferPointer(rebasing: buffers.output[..<count])
        switch transport.send(packed) {
        case .bytes(count):
            traffic?.sent(count)
            guard transport.hasUnsentOutput else { return true }
            block()
        case .bytes(let sent):
            traffic?.sent(sent)
            keep(UnsafeRawBufferPointer(rebasing: packed[sent...]))
        case .wouldBlock, .opened: keep(packed)
        case .end: close(Self.closedByPeer)
        case .failed(let error): close(error)
        }
        return false
    }

    private func keep(_ bytes: UnsafeRawBufferPointer) {
        guard !isClosed else { return }
        unsent.append(contentsOf: bytes)
        block()
    }

    /// The socket is full: nothing is packed until it takes more.
    func block() {
        guard !isClosed, !isBlocked else { return }
        isBlocked = true
        watchSocket([.read, .write])
    }

    /// The socket takes more: sends what the transport has left, then what was kept here.
    private func unblock() {
        guard !isClosed, isBlocked else { return }
        var step = transport.flush()
        if case .bytes = step, unsentOffset < unsent.count {
            step = unsent.withUnsafeBytes { bytes in
                transport.send(UnsafeRawBufferPointer(rebasing: bytes[unsentOffset...]))
            }
            if case .bytes(let count) = step {
                traffic?.sent(count)
                unsentOffset += count
            }
        }
        switch step {
        case .bytes:
            guard unsentOffset == unsent.count, !transport.hasUnsentOutput else { return }
            unsent = []
            unsentOffset = 0
            isBlocked = false
            watchSocket(.read)
            scheduleFlush()
        case .wouldBlock, .opened: break
        case .end: close(Self.closedByPeer)
        case .failed(let error): close(error)
        }
    }

    private func watchSocket(_ interest: Interest) {
        do {
            try registration?.modify(interest)
        } catch {
            close(HTTP2Error(.transport, "The connection can't be watched.", cause: error))
        }
    }

    private static let closedByPeer = HTTP2Error(.transport, "The peer closed the connection.")
}
