import Reactor

@testable import HTTP2

/// A whole session, without I/O, against a peer that sends anything.
///
/// The first byte says how the rest is cut into pieces, and whether the beginning of an ordinary
/// connection stands before it.
enum HTTP2Targets {
    private static var context: ConnectionContext { ConnectionContext(loop: nil, peer: "fuzz") }
    private static let settings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]
    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + settings

    private static var limits: HTTP2Limits {
        var limits = HTTP2Limits.outer
        limits.concurrentStreamsMax = 16
        limits.headerListBytesMax = 1_024
        limits.peerResets = RateLimit(burst: 8, perSecond: 1)
        limits.provokedResets = RateLimit(burst: 8, perSecond: 1)
        limits.controlFrames = RateLimit(burst: 32, perSecond: 1)
        return limits
    }

    static func server(_ bytes: [UInt8]) throws {
        guard let first = bytes.first else { return }
        let session = try HTTP2Session(
            role: .server, limits: limits, context: context, now: MonotonicTime(microseconds: 0))
        let audience = Audience()
        session.onStream = { _ in audience.newcomer(answers: true) }
        let start = first & 0x80 == 0 ? preface : []
        drive(session, start + bytes.dropFirst(), pieces: Int(first & 0x7F) + 1)
        try audience.check(session)
    }

    static func client(_ bytes: [UInt8]) throws {
        guard let first = bytes.first else { return }
        let session = try HTTP2Session(
            role: .client, limits: limits, context: context, now: MonotonicTime(microseconds: 0))
        let audience = Audience()
        let request = [
            HeaderField(name: ":method", value: "POST"), HeaderField(name: ":path", value: "/"),
            HeaderField(name: ":scheme", value: "http"),
            HeaderField(name: ":authority", value: "test"),
        ]
        for _ in 0..<3 {
            let stream = try session.open(
                request, endStream: false, delegate: audience.newcomer(answers: false))
            stream.sendData([UInt8](repeating: 7, count: 100), endStream: true)
        }
        let start = first & 0x80 == 0 ? settings : []
        drive(session, start + bytes.dropFirst(), pieces: Int(first & 0x7F) + 1)
        try audience.check(session)
    }

    private static func drive(_ session: HTTP2Session, _ bytes: [UInt8], pieces size: Int) {
        flush(session)
        for (number, start) in stride(from: 0, to: bytes.count, by: size).enumerated() {
            let piece = bytes[start..<min(start + size, bytes.count)]
            guard (try? piece.withUnsafeBytes { try session.receive($0) }) != nil else { break }
            // Of pieces of an odd size most find that the socket is full.
            if size.isMultiple(of: 2) || number.isMultiple(of: 3) { flush(session) }
        }
        flush(session)
        session.onStream = nil
        session.lose("The input is over.")
    }

    private static func flush(_ session: HTTP2Session) {
        while session.nextOutput() != nil {}
        session.didSend()
    }
}

/// The delegates of a session's streams.
private final class Audience {
    private var listeners: [Listener] = []

    func newcomer(answers: Bool) -> Listener {
        let listener = Listener(answers: answers)
        listeners.append(listener)
        return listener
    }

    func check(_ session: HTTP2Session) throws {
        try Broken.unless(session.streams.count == 0, "no stream outlives its session")
        try Broken.unless(session.bufferedCount >= 0, "what waits is counted to the byte")
        for listener in listeners {
            try Broken.unless(listener.closeCount == 1, "every stream is closed once")
            try Broken.unless(!listener.heardAfterClose, "nothing follows the close")
        }
    }
}

/// Answers like a handler: head, body and trailers once the request is whole.
private final class Listener: HTTP2StreamDelegate {
    private let answers: Bool
    private(set) var closeCount = 0
    private(set) var heardAfterClose = false

    init(answers: Bool) { self.answers = answers }

    func streamDidReceiveHeaders(
        _ stream: HTTP2Stream, _ fields: [HeaderField], endStream: Bool
    ) {
        hear()
        if endStream { answer(stream) }
    }

    func streamDidReceiveData(
        _ stream: HTTP2Stream, _ bytes: UnsafeRawBufferPointer, endStream: Bool
    ) {
        hear()
        _ = bytes.reduce(0) { $0 &+ Int($1) }
        stream.consume(bytes.count)
        if endStream { answer(stream) }
    }

    func streamDidReceiveTrailers(_ stream: HTTP2Stream, _ fields: [HeaderField]) {
        hear()
        answer(stream)
    }

    func streamDidDrain(_ stream: HTTP2Stream) { hear() }

    func streamDidClose(_ stream: HTTP2Stream, _ reason: StreamCloseReason) { closeCount += 1 }

    private func hear() {
        if closeCount > 0 { heardAfterClose = true }
    }

    private func answer(_ stream: HTTP2Stream) {
        guard answers else { return }
        stream.sendHeaders([HeaderField(name: ":status", value: "200")], endStream: false)
        stream.sendData([UInt8](repeating: 1, count: 1_000), endStream: false)
        stream.sendTrailers([HeaderField(name: "grpc-status", value: "0")])
    }
}
