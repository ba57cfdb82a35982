import HTTP2

/// What one attempt of a client's call may still send and receive; no I/O.
///
///     request   open ──finish──► ended
///     response  waiting ──headers──► started ──trailers──► ended
///               waiting ──trailers only──────────────────► ended
///               any ──reset, connection lost, cancelled, deadline──► ended
///
/// The response ends exactly once; the first status stands.
struct ClientCallState {
    enum Response: Equatable {
        case waiting
        case started
        case ended
    }

    /// What a block of headers meant.
    enum HeadersEvent: Equatable {
        /// Interim (1xx) or out of place: nothing to do.
        case ignored
        case initialMetadata
        /// The status of a response that is over with this block.
        case ended(Status)
        /// Not gRPC; the stream has to be reset.
        case refused(Status)
    }

    let path: String
    /// Exactly one response message, or any number.
    let responseIsStream: Bool
    private(set) var requestEnded = false
    private(set) var response = Response.waiting
    private(set) var messagesReceived = 0
    private(set) var messagesSent = 0

    init(path: String, responseIsStream: Bool) {
        self.path = path
        self.responseIsStream = responseIsStream
    }

    var isOver: Bool { response == .ended }

    /// Whether the message may be sent.
    mutating func sendMessage() -> Bool {
        guard !requestEnded, response != .ended else { return false }
        messagesSent += 1
        return true
    }

    /// Whether END_STREAM has to go out now.
    mutating func sendEnd() -> Bool {
        guard !requestEnded, response != .ended else { return false }
        requestEnded = true
        return true
    }

    mutating func receiveHeaders(_ fields: [HeaderField], endStream: Bool) -> HeadersEvent {
        guard response == .waiting else { return .ignored }
        let httpStatus = fields.first { $0.name == ":status" }.flatMap { Int($0.value) } ?? 0
        if (100..<200).contains(httpStatus), !endStream { return .ignored }
        let contentType = fields.first { $0.name == "content-type" }?.value ?? ""
        guard httpStatus == 200, ContentType.isGRPC(contentType) else {
            response = .ended
            let status = Status(fields: fields) ?? notGRPC(httpStatus, contentType)
            return endStream ? .ended(status) : .refused(status)
        }
        if endStream {
            return .ended(receiveTrailers(fields) ?? .ok)
        }
        response = .started
        return .initialMetadata
    }

    /// - Throws: INTERNAL for a second message where there is one.
    mutating func receiveMessage() throws(RPCError) {
        messagesReceived += 1
        guard responseIsStream || messagesReceived == 1 else {
            throw RPCError(.internal, "\(path) answers one message; the server sent another.")
        }
    }

    /// The status to report; `nil` when the call was over already.
    ///
    /// - Parameters:
    ///   - messageWaits: A message is here that nobody has read yet.
    ///   - unreadCount: Bytes of a message that isn't whole.
    mutating func receiveTrailers(
        _ fields: [HeaderField], messageWaits: Bool = false, unreadCount: Int = 0
    ) -> Status? {
        guard response != .ended else { return nil }
        response = .ended
        guard let status = Status(fields: fields) else {
            return Status(.unknown, "The server ended \(path) without a status.")
        }
        guard status.isOK else { return status }
        if unreadCount > 0 {
            return Status(.internal, "The server ended \(path) in the middle of a message.")
        }
        if !responseIsStream, messagesReceived == 0, !messageWaits {
            return Status(.internal, "The server ended \(path) with OK but without its message.")
        }
        return status
    }

    /// The call ends here for a reason of this side's, or because the stream broke. Whether it was
    /// still running.
    mutating func end() -> Bool {
        guard response != .ended else { return false }
        response = .ended
        return true
    }

    private func notGRPC(_ httpStatus: Int, _ contentType: String) -> Status {
        if httpStatus == 200 {
            return Status(.unknown, "\(path) was answered by something that doesn't speak gRPC.")
        }
        return Status(
            Status.Code(httpStatus: httpStatus),
            "\(path) was answered with HTTP status \(httpStatus), not by a gRPC server.")
    }
}
