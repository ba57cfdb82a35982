import Reactor
import Testing

@testable import HTTP2

/// The fields that a stream is told are those that were sent, whatever was sent before; and what
/// is sent again is the same memory.
@Suite struct RepeatedFieldsTests {
    private static let base: KeyValuePairs<String, String> = [
        ":method": "POST", ":scheme": "http", ":path": "/leadline.v1.Capture/Submit",
        ":authority": "test", "content-type": "application/grpc", "authorization": "Bearer lk_1",
    ]

    /// What the server's streams are told of requests with these fields, one after the other.
    private func received(_ lists: [[HeaderField]]) throws -> [[HeaderField]] {
        let server = try Side(.server)
        let client = try Side(.client)
        var heads: [[HeaderField]] = []
        server.makeRecorder = {
            let recorder = Recorder()
            recorder.onHeaders = { [unowned recorder] _ in heads.append(recorder.fields) }
            return recorder
        }
        for list in lists {
            _ = try client.session.open(list, endStream: true, delegate: Recorder())
            server.receive(client.send())
            _ = server.send()
        }
        return heads
    }

    private func address(_ fields: [HeaderField]) -> UnsafePointer<HeaderField>? {
        fields.withUnsafeBufferPointer { $0.baseAddress }
    }

    @Test func aListThatComesAgainIsTheSameArray() throws {
        let list = HeaderField.list(Self.base)
        let heads = try received([list, list, list])
        #expect(heads == [list, list, list])
        #expect(address(heads[1]) == address(heads[2]))
    }

    /// Trailers come between two lists of headers, and are lists of their own.
    @Test func trailersDontDisturbHeaders() throws {
        let server = try Side(.server)
        let client = try Side(.client)
        let list = HeaderField.list(Self.base)
        var heads: [UnsafePointer<HeaderField>?] = []
        var trailers: [[HeaderField]] = []
        server.makeRecorder = {
            let recorder = Recorder()
            recorder.onHeaders = { [unowned recorder] _ in heads.append(address(recorder.fields)) }
            recorder.onEnd = { [unowned recorder] _ in trailers.append(recorder.trailers) }
            return recorder
        }
        let sent = ["a", "a", "b", "a"].map { [HeaderField(name: "end", value: $0)] }
        for end in sent {
            let stream = try client.session.open(list, endStream: false, delegate: Recorder())
            stream.sendTrailers(end)
            server.receive(client.send())
            _ = server.send()
        }
        #expect(trailers == sent)
        #expect(heads.count == 4 && Set(heads.dropFirst()).count == 1)
    }

    @Test func everyChangeIsSeen() throws {
        let list = HeaderField.list(Self.base)
        var lists = [list]
        for index in 2..<list.count {
            var changed = list
            changed[index].value += "x"
            lists += [changed, list]
        }
        // Fewer and more of them, empty values, names that only look alike, text that isn't ASCII.
        lists += [Array(list.dropLast()), list, list + [HeaderField(name: "a", value: "")], list]
        lists += [list + [HeaderField(name: "ab", value: "c")]]
        lists += [list + [HeaderField(name: "a", value: "bc")]]
        lists += [list + [HeaderField(name: "name", value: "Zoë")]]
        // Too much to be kept for the next time, by bytes and by number.
        lists += [list + [HeaderField(name: "long", value: String(repeating: "x", count: 2_000))]]
        lists += [list + (0..<40).map { HeaderField(name: "n\($0)", value: "\($0)") }, list]
        #expect(try received(lists) == lists)
        #expect(try received(lists.flatMap { [$0, $0] }) == lists.flatMap { [$0, $0] })
    }
}
