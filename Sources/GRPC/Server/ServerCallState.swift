/// What a served call may still receive and send; no I/O.
///
///     request   open ──END_STREAM──► ended
///     response  unsent ──first message or initial metadata──► started ──status──► ended
///               unsent ──status (trailers only)─────────────────────────────────► ended
///
/// The response ends exactly once: by the handler, by the deadline, by a broken rule, or because
/// the client went away. Whoever comes second is told that there is nothing left to do.
struct ServerCallState {
    enum Response: Equatable {
        case unsent
        case started
        case ended
    }

    /// How a status has to be sent.
    enum Ending: Equatable {
        /// Nothing was sent yet: status and headers in one block.
        case trailersOnly
        case trailers
    }

    let path: String
    /// Exactly one request message, or any number.
    let requestIsStream: Bool
    private(set) var requestEnded = false
    private(set) var response = Response.unsent
    private(set) var messagesReceived = 0
    private(set) var messagesSent = 0

    init(path: String, requestIsStream: Bool) {
        self.path = path
        self.requestIsStream = requestIsStream
    }

    var isOver: Bool { response == .ended }

    /// - Throws: INVALID_ARGUMENT for a second message where there is one.
    mutating func receiveMessage() throws(RPCError) {
        messagesReceived += 1
        guard requestIsStream || messagesReceived == 1 else {
            throw RPCError(
                .invalidArgument, "\(path) takes one message; the client sent another.")
        }
    }

    /// The client has said all.
    ///
    /// - Parameter unreadCount: Bytes of a message that isn't whole; zero for streams, see
    ///   `checkWhole`.
    /// - Throws: INVALID_ARGUMENT when a message is cut off, or the one message is missing.
    mutating func receiveEnd(unreadCount: Int) throws(RPCError) {
        requestEnded = true
        try checkWhole(unreadCount: unreadCount)
        guard requestIsStream || messagesReceived == 1 else {
            throw RPCError(.invalidArgument, "\(path) takes one message; the client sent none.")
        }
    }

    /// A stream's messages are read after its end, so this is asked again when none is left.
    ///
    /// - Throws: INVALID_ARGUMENT when bytes are left that aren't a message.
    func checkWhole(unreadCount: Int) throws(RPCError) {
        guard unreadCount == 0 else {
            throw RPCError(
                .invalidArgument, "The client ended \(path) in the middle of a message.")
        }
    }

    /// Whether headers have to go out now.
    mutating func sendHeaders() -> Bool {
        guard response == .unsent else { return false }
        response = .started
        return true
    }

    /// Whether the message may still be sent.
    mutating func sendMessage() -> Bool {
        guard response != .ended else { return false }
        messagesSent += 1
        return true
    }

    /// How to send the status; `nil` when the call is over already.
    mutating func end() -> Ending? {
        defer { response = .ended }
        switch response {
        case .unsent: return .trailersOnly
        case .started: return .trailers
        case .ended: return nil
        }
    }
}
