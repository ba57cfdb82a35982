import Testing

@testable import HTTP2

@Suite struct SessionTests {
    @Test func aRequestIsAnsweredWithDataAndTrailers() throws {
        let pair = try Pair()
        let (_, reply) = try pair.client.open()
        pair.pump()
        #expect(pair.client.notices == ["settings"])
        let request = try #require(pair.server.streams.first)
        #expect(request.log == ["headers, end", "completed"])
        #expect(request.fields == HeaderField.get)
        #expect(reply.log == ["headers", "data 5", "trailers", "completed"])
        #expect(reply.fields == HeaderField.ok)
        #expect(reply.trailers == HeaderField.list(["grpc-status": "0"]))
        #expect(pair.server.session.streams.count == 0)
        #expect(pair.client.session.streams.count == 0)
    }

    @Test func theWholeAnswerIsPackedInOnePass() throws {
        let pair = try Pair()
        pair.pump()
        _ = try pair.client.open()
        pair.server.receive(pair.client.send())
        #expect(Frames.names(pair.server.send()) == ["HEADERS 1", "DATA 1 (5)", "HEADERS 1"])
    }

    @Test func theEndIsToldWithTheLastBytes() throws {
        let pair = try Pair()
        let (stream, _) = try pair.client.open(HeaderField.post, endStream: false)
        stream.sendData([1, 2], endStream: false)
        stream.sendData([3], endStream: true)
        pair.pump()
        #expect(pair.server.streams[0].log == ["headers", "data 3, end", "completed"])
        #expect(pair.server.streams[0].body == [1, 2, 3])
    }

    @Test func anEndWithoutBytesIsToldAlone() throws {
        let pair = try Pair()
        let (stream, _) = try pair.client.open(HeaderField.post, endStream: false)
        stream.sendData([1], endStream: false)
        pair.pump()
        stream.sendData([], endStream: true)
        pair.pump()
        #expect(pair.server.streams[0].log == ["headers", "data 1", "data 0, end", "completed"])
    }

    @Test func aResponseMayBeTrailersOnly() throws {
        let pair = try Pair()
        let block = HeaderBlock(HeaderField.ok)
        pair.server.makeRecorder = {
            Recorder(onEnd: { $0.sendHeaders(block, endStream: true) })
        }
        let (_, reply) = try pair.client.open()
        pair.pump()
        #expect(reply.log == ["headers, end", "completed"])
        #expect(reply.fields == HeaderField.ok)
    }

    @Test func requestsMayHaveTrailersAndResponsesBlocks() throws {
        let pair = try Pair()
        let head = HeaderBlock(HeaderField.ok)
        let tail = HeaderBlock(HeaderField.list(["grpc-status": "0", "grpc-message": ""]))
        pair.server.makeRecorder = {
            Recorder(onEnd: { stream in
                stream.sendHeaders(head, endStream: false)
                stream.sendTrailers(tail)
            })
        }
        let (stream, reply) = try pair.client.open(HeaderField.post, endStream: false)
        stream.sendData([1], endStream: false)
        stream.sendTrailers(HeaderField.list(["checksum": "1"]))
        pair.pump()
        let request = pair.server.streams[0]
        #expect(request.log == ["headers", "data 1", "trailers", "completed"])
        #expect(request.trailers == HeaderField.list(["checksum": "1"]))
        #expect(reply.log == ["headers", "trailers", "completed"])
    }

    @Test func aResponseMayBeStreamed() throws {
        let pair = try Pair()
        pair.server.makeRecorder = {
            Recorder(onHeaders: { $0.sendHeaders(HeaderField.ok, endStream: false) })
        }
        let (_, reply) = try pair.client.open()
        pair.pump()
        let stream = try #require(pair.server.streams[0].stream)
        for number in 1...3 {
            stream.sendData([UInt8(number)], endStream: false)
            pair.pump()
        }
        stream.sendData([], endStream: true)
        pair.pump()
        #expect(
            reply.log == ["headers", "data 1", "data 1", "data 1", "data 0, end", "completed"])
    }

    @Test func anEarlyAnswerStopsTheRequestWithoutAnError() throws {
        let pair = try Pair()
        pair.server.makeRecorder = { Recorder(onHeaders: { answer($0) }) }
        let (stream, reply) = try pair.client.open(HeaderField.post, endStream: false)
        pair.server.receive(pair.client.send())
        let names = Frames.names(pair.server.send())
        #expect(names.suffix(2) == ["HEADERS 1", "RST_STREAM 1 NO_ERROR"])
        // What was already under way is dropped, and its window given back.
        stream.sendData([UInt8](repeating: 1, count: 1_000), endStream: false)
        pair.server.receive(pair.client.send())
        pair.client.receive(pair.server.sent)
        #expect(reply.log == ["headers", "data 5", "trailers", "completed"])
        #expect(pair.server.streams[0].log == ["headers", "completed"])
        #expect(pair.server.fault == nil)
    }

    @Test func eitherSideMayReset() throws {
        let pair = try Pair()
        pair.server.makeRecorder = { Recorder() }
        let first = try pair.client.open(HeaderField.post, endStream: false)
        let second = try pair.client.open(HeaderField.post, endStream: false)
        pair.pump()
        first.stream.reset(.cancel)
        #expect(first.recorder.reason == nil, "never from inside the call")
        first.stream.sendData([1], endStream: true)
        try #require(pair.server.streams[1].stream).reset(.internalError)
        pair.pump()
        #expect(first.recorder.reason == .reset(.cancel, byPeer: false))
        #expect(pair.server.streams[0].reason == .reset(.cancel, byPeer: true))
        #expect(second.recorder.reason == .reset(.internalError, byPeer: true))
        #expect(pair.server.streams[1].reason == .reset(.internalError, byPeer: false))
        first.stream.reset(.cancel)
        first.stream.sendTrailers([])
    }

    @Test func aStreamResetInTheBreathThatOpenedItIsNeverSurfaced() throws {
        let pair = try Pair()
        pair.pump()
        pair.server.receive(Frames.request(1) + Frames.reset(1))
        #expect(pair.server.streams.isEmpty)
        #expect(pair.server.session.streams.count == 0)
    }

    @Test func aRefusedStreamIsSafeToSendAgain() throws {
        let pair = try Pair()
        pair.server.makeRecorder = { nil }
        let (_, reply) = try pair.client.open()
        pair.pump()
        #expect(reply.log == ["refused before anything was processed"])
    }

    @Test func aLostConnectionClosesEveryStream() throws {
        let pair = try Pair()
        pair.server.makeRecorder = { Recorder() }
        let sent = try pair.client.open(HeaderField.post, endStream: false)
        pair.pump()
        let unsent = try pair.client.open()
        pair.client.session.lose("The peer vanished.")
        pair.client.session.lose("Again.")
        pair.server.session.lose("The peer vanished.")
        #expect(sent.recorder.log == ["The peer vanished."])
        #expect(unsent.recorder.reason == .unprocessed)
        #expect(pair.server.streams[0].log == ["headers", "The peer vanished."])
        #expect(throws: HTTP2Error.self) { _ = try pair.client.open() }
        sent.stream.sendData([1], endStream: true)
    }

    @Test func interimResponsesAreSkipped() throws {
        let client = try Side(.client)
        let (_, reply) = try client.open()
        _ = client.send()
        let interim = Frames.frame(1, flags: 4, stream: 1, [0x08, 3] + "103".utf8)
        let final = Frames.frame(1, flags: 5, stream: 1, [0x88])
        client.receive(Frames.settings([]) + interim + final)
        #expect(reply.log == ["headers, end", "completed"])
        #expect(reply.fields == HeaderField.list([":status": "200"]))
    }

    @Test func repeatedFieldsShareTheirStrings() throws {
        let cache = FieldCache()
        func field(_ name: String, _ value: String) -> HeaderField {
            var name = name
            var value = value
            return name.withUTF8 { name in
                value.withUTF8 { value in
                    cache.field(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer(value))
                }
            }
        }
        let long = String(repeating: "v", count: 500)
        for _ in 0..<2 {
            for number in 0..<300 {
                let expected = HeaderField(name: "name-\(number % 7)", value: "\(number)")
                #expect(field(expected.name, expected.value) == expected)
            }
            #expect(field("a", "") == HeaderField(name: "a", value: ""))
            #expect(field("a", long).value == long)
            #expect(field("a", "\u{fffd}").value == "\u{fffd}")
        }
    }
}
