import HTTP2
import SwiftProtobuf

extension ServerCall {
    static let responseHead = [
        HeaderField(name: ":status", value: "200"),
        HeaderField(name: "content-type", value: ContentType.grpc),
    ]

    /// What nearly every call answers, in the form that HTTP/2 wants.
    private static let plainHead = HeaderBlock(responseHead)
    private static let plainEnd = HeaderBlock(Status.ok.fields(trailing: [:], messageBytesMax: 0))

    /// Sends the headers unless they are sent.
    func sendHeaders(_ metadata: Metadata = Metadata()) {
        guard state.sendHeaders() else { return }
        if compression != .identity, !compression.isAccepted(by: self.metadata.fields) {
            compression = .identity
        }
        guard !metadata.fields.isEmpty || compression != .identity else {
            return stream.sendHeaders(Self.plainHead, endStream: false)
        }
        var fields = Self.responseHead
        if compression != .identity { fields.append(compression.encodingField) }
        stream.sendHeaders(fields + metadata.fields, endStream: false)
    }

    /// Sends a message, whatever still waits to be sent. On the loop.
    ///
    /// - Parameter compress: Whether to compress it, if the call's responses are.
    /// - Throws: what ended the call, if it is over; RESOURCE_EXHAUSTED when it is too long.
    func send<Response>(
        _ message: Response, _ codec: MessageCodec<Response>, compress: Bool = true
    ) throws {
        loop.preconditionCurrent()
        if let failure { throw failure }
        var bytes = try codec.framed(
            message, bytesMax: core.limits.sendMessageBytesMax, sender: .server)
        sendHeaders()
        guard state.sendMessage() else { return }
        if compress, compression == .gzip { bytes = Gzip.compressed(framed: bytes) ?? bytes }
        stream.sendData(bytes, endStream: false)
    }

    /// Whether a writer has to wait before it goes on. On the loop.
    ///
    /// - Throws: what ended the call, if it is over.
    func mustWaitToWrite() throws -> Bool {
        if let failure { throw failure }
        return stream.bufferedBytes > core.limits.writeBufferBytesMax
    }

    /// Looks for the next message of a request that is a stream. On the loop.
    func pull<Request>(_ codec: MessageCodec<Request>) throws -> Pulled<Request> {
        if let failure { throw failure }
        do {
            var request: Request?
            let windowCount = try inbox.next { (bytes) throws(RPCError) in
                request = try codec.read(bytes, from: .client, path: path)
            }
            guard let windowCount, let request else {
                guard state.requestEnded else { return .nothingYet }
                try state.checkWhole(unreadCount: inbox.unreadCount)
                return .end
            }
            if windowCount > 0 { stream.consume(windowCount) }
            try state.receiveMessage()
            return .message(request)
        } catch {
            fail(error)
            throw error
        }
    }

    /// Sends the status and ends the stream.
    func send(_ status: Status, _ trailing: Metadata, _ ending: ServerCallState.Ending) {
        if ending == .trailers, status == .ok, trailing.fields.isEmpty {
            return stream.sendTrailers(Self.plainEnd)
        }
        var fields = status.fields(
            trailing: trailing, messageBytesMax: core.limits.statusMessageBytesMax)
        if status.code == .unimplemented, ending == .trailersOnly {
            // Perhaps for the client's compression: this says what it could use instead.
            fields.append(Compression.accepted)
        }
        switch ending {
        case .trailersOnly: stream.sendHeaders(Self.responseHead + fields, endStream: true)
        case .trailers: stream.sendTrailers(fields)
        }
    }
}

extension ServerCall: MessageStream {
    func isReady(_ direction: StreamDirection) -> Bool {
        if state.isOver { return true }
        switch direction {
        case .read, .headers: return state.requestEnded || ((try? inbox.hasMessage()) ?? true)
        case .write: return stream.bufferedBytes <= core.limits.writeBufferBytesMax
        }
    }
}

extension ServerCall: HTTP2StreamDelegate {
    func streamDidReceiveHeaders(
        _ stream: HTTP2Stream, _ fields: [HeaderField], endStream: Bool
    ) {
        preconditionFailure("the dispatcher takes the request's headers")
    }

    func streamDidReceiveData(
        _ stream: HTTP2Stream, _ bytes: UnsafeRawBufferPointer, endStream: Bool
    ) {
        guard !state.isOver else { return stream.consume(bytes.count) }
        do {
            if endStream, !method.route.requestIsStream, let message = try inbox.whole(bytes) {
                stream.consume(bytes.count)
                try state.receiveMessage()
                try state.receiveEnd(unreadCount: 0)
                return try method.route.begin(self, message)
            }
            let windowCount = try inbox.receive(bytes)
            if windowCount > 0 { stream.consume(windowCount) }
            if endStream { try requestDidEnd() }
            readers.resumeAll()
        } catch {
            fail(error)
        }
    }

    /// Trailers of a request say nothing in gRPC, but they may end it.
    func streamDidReceiveTrailers(_ stream: HTTP2Stream, _ fields: [HeaderField]) {
        guard !state.isOver else { return }
        do {
            try requestDidEnd()
            readers.resumeAll()
        } catch {
            fail(error)
        }
    }

    private func requestDidEnd() throws {
        guard !method.route.requestIsStream else { return try state.receiveEnd(unreadCount: 0) }
        var message: [UInt8] = []
        let windowCount = try inbox.next { message = Array($0) }
        if windowCount != nil { try state.receiveMessage() }
        if try inbox.hasMessage() { try state.receiveMessage() }
        try state.receiveEnd(unreadCount: inbox.unreadCount)
        guard let windowCount else { return }
        stream.consume(windowCount)
        let begun = message.withUnsafeBytes { bytes in
            Result { () throws(RPCError) in try method.route.begin(self, bytes) }
        }
        try begun.get()
    }

    func streamDidDrain(_ stream: HTTP2Stream) {
        writers.resumeAll()
    }

    func streamDidClose(_ stream: HTTP2Stream, _ reason: StreamCloseReason) {
        clientDidLeave(reason)
    }
}
