import HTTP2
import Reactor

@testable import GRPC

/// A client that says on HTTP/2 whatever a test wants, also what no gRPC client would.
struct RawPeer {
    struct Answer: Sendable {
        var headers: [HeaderField] = []
        var body: [UInt8] = []
        var trailers: [HeaderField] = []
        var reason: StreamCloseReason?

        subscript(name: String) -> String? {
            (headers + trailers).first { $0.name == name }?.value
        }

        var status: Status? { Status(fields: headers + trailers) }
    }

    let loop: EventLoop
    let connection: HTTP2ClientConnection

    static func connect(_ port: Int, on loop: EventLoop) async throws -> RawPeer {
        let address = SocketAddress(ip: "127.0.0.1", port: UInt16(port))!
        let connection = try await HTTP2ClientConnection.connect(to: address, on: loop)
        return RawPeer(loop: loop, connection: connection)
    }

    /// The fields of a call.
    static func call(_ path: String, _ extra: (String, String)...) -> [(String, String)] {
        [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"),
            ("content-type", "application/grpc"), ("te", "trailers"),
        ] + extra
    }

    /// Sends fields and chunks, ends the request, and waits for the stream's end.
    func ask(
        _ fields: [(String, String)], _ chunks: [[UInt8]] = [], endStream: Bool = true
    ) async throws -> Answer {
        let collector = Collector()
        let connection = connection
        let list = fields.map { HeaderField(name: $0.0, value: $0.1) }
        loop.execute {
            do {
                let stream = try connection.open(
                    list, endStream: endStream && chunks.isEmpty, delegate: collector)
                for (index, chunk) in chunks.enumerated() {
                    stream.sendData(chunk, endStream: endStream && index == chunks.count - 1)
                }
            } catch {
                collector.answer.reason = .connectionLost("\(error)")
                collector.done.fire(collector.answer)
            }
        }
        return await collector.done.wait()
    }

    func close() async {
        let connection = connection
        await withCheckedContinuation { continuation in
            loop.execute {
                connection.close(); continuation.resume()
            }
        }
    }

    /// `@unchecked Sendable`: everything but `done` is touched on the loop only.
    private final class Collector: HTTP2StreamDelegate, @unchecked Sendable {
        var answer = Answer()
        let done = Signal<Answer>()

        func streamDidReceiveHeaders(
            _ stream: HTTP2Stream, _ fields: [HeaderField], endStream: Bool
        ) {
            answer.headers = fields
        }

        func streamDidReceiveData(
            _ stream: HTTP2Stream, _ bytes: UnsafeRawBufferPointer, endStream: Bool
        ) {
            answer.body += bytes
            stream.consume(bytes.count)
        }

        func streamDidReceiveTrailers(_ stream: HTTP2Stream, _ fields: [HeaderField]) {
            answer.trailers = fields
        }

        func streamDidDrain(_ stream: HTTP2Stream) {}

        func streamDidClose(_ stream: HTTP2Stream, _ reason: StreamCloseReason) {
            answer.reason = reason
            done.fire(answer)
        }
    }
}

extension [UInt8] {
    /// With gRPC's prefix.
    func framed(flag: UInt8 = 0) -> [UInt8] {
        let length = UInt32(count).bigEndian
        return [flag] + Swift.withUnsafeBytes(of: length) { Array($0) } + self
    }
}
