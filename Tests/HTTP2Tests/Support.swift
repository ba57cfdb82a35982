import Reactor
import Testing

@testable import HTTP2

/// Writes down what a stream's delegate is told, as text that a test can read.
final class Recorder: HTTP2StreamDelegate {
    var log: [String] = []
    var body: [UInt8] = []
    var fields: [HeaderField] = []
    var trailers: [HeaderField] = []
    var reason: StreamCloseReason?
    var stream: HTTP2Stream?
    /// Gives windows back at once; tests of back-pressure say no.
    var consumes = true
    var onHeaders: ((HTTP2Stream) -> Void)?
    var onEnd: ((HTTP2Stream) -> Void)?
    var onDrain: ((HTTP2Stream) -> Void)?
    var onClose: (() -> Void)?

    init(onHeaders: ((HTTP2Stream) -> Void)? = nil, onEnd: ((HTTP2Stream) -> Void)? = nil) {
        self.onHeaders = onHeaders
        self.onEnd = onEnd
    }

    func streamDidReceiveHeaders(_ stream: HTTP2Stream, _ fields: [HeaderField], endStream: Bool) {
        #expect(reason == nil)
        self.stream = stream
        self.fields = fields
        log.append(endStream ? "headers, end" : "headers")
        onHeaders?(stream)
        if endStream { onEnd?(stream) }
    }

    func streamDidReceiveData(
        _ stream: HTTP2Stream, _ bytes: UnsafeRawBufferPointer, endStream: Bool
    ) {
        #expect(reason == nil)
        body.append(contentsOf: bytes)
        log.append(endStream ? "data \(bytes.count), end" : "data \(bytes.count)")
        if consumes { stream.consume(bytes.count) }
        if endStream { onEnd?(stream) }
    }

    func streamDidReceiveTrailers(_ stream: HTTP2Stream, _ fields: [HeaderField]) {
        #expect(reason == nil)
        trailers = fields
        log.append("trailers")
        onEnd?(stream)
    }

    func streamDidDrain(_ stream: HTTP2Stream) {
        log.append("drained")
        onDrain?(stream)
    }

    func streamDidClose(_ stream: HTTP2Stream, _ reason: StreamCloseReason) {
        #expect(self.reason == nil, "a stream closes once")
        self.reason = reason
        log.append("\(reason)")
        // Closures may hold the recorder itself.
        let onClose = self.onClose
        (self.onClose, onHeaders, onEnd, onDrain) = (nil, nil, nil, nil)
        onClose?()
    }
}

extension HeaderField {
    static func list(_ pairs: KeyValuePairs<String, String>) -> [HeaderField] {
        pairs.map { HeaderField(name: $0.key, value: $0.value) }
    }

    static let get = list([
        ":method": "GET", ":scheme": "http", ":authority": "test", ":path": "/",
    ])
    static let post = list([
        ":method": "POST", ":scheme": "http", ":authority": "test", ":path": "/x",
    ])
    static let ok = list([":status": "200", "content-type": "text/plain"])
}

/// Answers with head, body and trailers once the request is whole.
func answer(_ stream: HTTP2Stream, _ body: [UInt8] = Array("hello".utf8)) {
    stream.sendHeaders(HeaderField.ok, endStream: false)
    stream.sendData(body, endStream: false)
    stream.sendTrailers(HeaderField.list(["grpc-status": "0"]))
}

/// A session driven by hand: what it sends is kept, what it notices too.
final class Side {
    let session: HTTP2Session
    var streams: [Recorder] = []
    var notices: [String] = []
    var fault: HTTP2Error?
    var sent: [UInt8] = []
    var makeRecorder: () -> Recorder? = { Recorder(onEnd: { answer($0) }) }

    init(_ role: HTTP2Session.Role, _ limits: HTTP2Limits = .inner) throws {
        let context = ConnectionContext(loop: nil, peer: "memory")
        session = try HTTP2Session(
            role: role, limits: limits, context: context, now: MonotonicTime(microseconds: 0))
        session.onStream = { [unowned self] _ in
            let recorder = makeRecorder()
            if let recorder { streams.append(recorder) }
            return recorder
        }
        session.onNotice = { [unowned self] notice in
            switch notice {
            case .settings: notices.append("settings")
            case .goAway(let code): notices.append("goaway \(code)")
            case .pong: notices.append("pong")
            case .streamEnded: break
            }
        }
    }

    deinit {
        session.onNotice = nil
        session.lose("The test is over.")
    }

    func receive(_ bytes: [UInt8]) {
        do {
            try bytes.withUnsafeBytes { try session.receive($0) }
        } catch {
            fault = error as? HTTP2Error
            #expect(fault != nil)
        }
    }

    /// All that wants to be sent now.
    func send() -> [UInt8] {
        var bytes: [UInt8] = []
        while let frame = session.nextOutput() { bytes.append(contentsOf: frame) }
        session.didSend()
        sent += bytes
        return bytes
    }

    func open(
        _ fields: [HeaderField] = HeaderField.get, endStream: Bool = true,
        _ recorder: Recorder = Recorder()
    ) throws -> (stream: HTTP2Stream, recorder: Recorder) {
        (try session.open(fields, endStream: endStream, delegate: recorder), recorder)
    }
}

/// A client and a server back to back in memory.
struct Pair {
    let client: Side
    let server: Side

    init(client: HTTP2Limits = .inner, server: HTTP2Limits = .inner) throws {
        self.client = try Side(.client, client)
        self.server = try Side(.server, server)
    }

    /// Carries bytes both ways until neither has anything to say.
    func pump() {
        while true {
            let up = client.send()
            if !up.isEmpty { server.receive(up) }
            let down = server.send()
            if !down.isEmpty { client.receive(down) }
            if up.isEmpty, down.isEmpty { return }
        }
    }
}
