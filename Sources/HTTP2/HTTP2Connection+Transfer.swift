import Reactor

extension HTTP2Connection {
    func ready(_ readiness: Readiness) {
        if readiness.contains(.write) { sendUnsent() }
        // A hang-up or an error shows when reading; what came before it is read first.
        guard !readiness.isDisjoint(with: [.read, .hangup, .error]) else { return }
        repeat { receive() } while !isClosed && transport.hasBufferedInput
    }

    /// Once per readiness: the socket stays readable, and others have their turn in between.
    private func receive() {
        guard !isClosed else { return }
        let buffer = buffers.input(atLeast: session.limits.readBytesPerTurn)
        switch transport.receive(into: buffer) {
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
            // Nothing to send may be what a finished session waits for.
            if session.isFinished { scheduleFlush() }
        case .wouldBlock: break
        case .end:
            close(HTTP2Error(.transport, "The peer closed the connection."))
        case .failed(let error):
            close(HTTP2Error(.transport, "The connection broke.", cause: error))
        }
    }

    /// Packs frames of all streams and writes them; stops as soon as the socket is full.
    func flush() {
        isFlushScheduled = false
        guard !isClosed else { return }
        session.now = loop.now
        if unsentOffset == unsent.count { pack() }
        guard !isClosed else { return }
        let wasAtFault = session.fault != nil
        session.didSend()
        // Sending can show a fault too (resets that the peer provoked), whose GOAWAY comes now.
        if !wasAtFault, session.fault != nil, unsentOffset == unsent.count { pack() }
        guard !isClosed else { return }
        watch.didChangeStreams(count: session.streams.count, loop.now)
        watchStall()
        // A peer at fault gets its GOAWAY if its socket takes it; nobody waits for that.
        let isDone = unsentOffset == unsent.count && session.isFinished
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

    /// Writes the packed bytes; false when some had to be kept, or the connection is gone.
    private func write(_ count: Int) -> Bool {
        let packed = UnsafeRawBufferPointer(rebasing: buffers.output[..<count])
        switch transport.send(packed) {
        case .bytes(count):
            traffic?.sent(count)
            return true
        case .bytes(let sent):
            traffic?.sent(sent)
            keep(UnsafeRawBufferPointer(rebasing: packed[sent...]))
        case .wouldBlock: keep(packed)
        case .end: close(HTTP2Error(.transport, "The peer closed the connection."))
        case .failed(let error):
            close(HTTP2Error(.transport, "The connection broke.", cause: error))
        }
        return false
    }

    private func keep(_ bytes: UnsafeRawBufferPointer) {
        guard !isClosed else { return }
        unsent.append(contentsOf: bytes)
        watchSocket([.read, .write])
    }

    private func sendUnsent() {
        guard !isClosed, unsentOffset < unsent.count else { return }
        let result = unsent.withUnsafeBytes { bytes in
            transport.send(UnsafeRawBufferPointer(rebasing: bytes[unsentOffset...]))
        }
        switch result {
        case .bytes(let count):
            traffic?.sent(count)
            unsentOffset += count
            guard unsentOffset == unsent.count else { return }
            unsent = []
            unsentOffset = 0
            watchSocket(.read)
            scheduleFlush()
        case .wouldBlock: break
        case .end: close(HTTP2Error(.transport, "The peer closed the connection."))
        case .failed(let error):
            close(HTTP2Error(.transport, "The connection broke.", cause: error))
        }
    }

    private func watchSocket(_ interest: Interest) {
        do {
            try registration?.modify(interest)
        } catch {
            close(HTTP2Error(.transport, "The connection can't be watched.", cause: error))
        }
    }
}
