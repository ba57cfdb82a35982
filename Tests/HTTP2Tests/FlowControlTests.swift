import Testing

@testable import HTTP2

@Suite struct FlowControlTests {
    private func limits(stream: Int, connection: Int) -> HTTP2Limits {
        var limits = HTTP2Limits()
        limits.streamWindowBytes = stream
        limits.connectionWindowBytes = connection
        return limits
    }

    @Test func aPeerWaitsUntilItsBytesAreConsumed() throws {
        let pair = try Pair(server: limits(stream: 1_000, connection: 1_000_000))
        let request = Recorder()
        request.consumes = false
        pair.server.makeRecorder = { request }
        pair.pump()
        let (stream, _) = try pair.client.open(HeaderField.post, endStream: false)
        stream.sendData([UInt8](repeating: 7, count: 2_500), endStream: true)
        pair.pump()
        #expect(request.body.count == 1_000)
        #expect(stream.bufferedBytes == 1_500)
        try #require(request.stream).consume(600)
        pair.pump()
        #expect(request.body.count == 1_600)
        try #require(request.stream).consume(1_000)
        pair.pump()
        #expect(request.body.count == 2_500)
        #expect(stream.bufferedBytes == 0)
        #expect(request.log.last == "data 900, end")
    }

    @Test func oneSlowStreamHoldsOnlyItsShareOfTheConnection() throws {
        let pair = try Pair(server: limits(stream: 65_535, connection: 131_070))
        let slow = Recorder()
        slow.consumes = false
        pair.server.makeRecorder = { slow }
        pair.pump()
        let held = try pair.client.open(HeaderField.post, endStream: false)
        held.stream.sendData([UInt8](repeating: 7, count: 100_000), endStream: true)
        pair.pump()
        #expect(slow.body.count == 65_535)
        let quick = Recorder()
        pair.server.makeRecorder = { quick }
        let free = try pair.client.open(HeaderField.post, endStream: false)
        free.stream.sendData([UInt8](repeating: 8, count: 1_000_000), endStream: true)
        pair.pump()
        #expect(quick.body.count == 1_000_000)
        #expect(slow.body.count == 65_535)
    }

    @Test func whatWasNeverConsumedIsGivenBackWhenTheStreamCloses() throws {
        let pair = try Pair(server: limits(stream: 65_535, connection: 65_535))
        for _ in 0..<10 {
            let request = Recorder()
            request.consumes = false
            pair.server.makeRecorder = { request }
            let (stream, _) = try pair.client.open(HeaderField.post, endStream: false)
            stream.sendData([UInt8](repeating: 7, count: 60_000), endStream: false)
            pair.pump()
            #expect(request.body.count == 60_000)
            stream.reset(.cancel)
            pair.pump()
            #expect(request.reason == .reset(.cancel, byPeer: true))
            // Too late, and harmless.
            request.stream?.consume(60_000)
        }
    }

    @Test func whatComesBehindAResetIsGivenBackAtOnce() throws {
        let pair = try Pair(server: limits(stream: 65_535, connection: 65_535))
        pair.server.makeRecorder = { Recorder(onHeaders: { $0.reset(.refusedStream) }) }
        for _ in 0..<5 {
            let (stream, reply) = try pair.client.open(HeaderField.post, endStream: false)
            stream.sendData([UInt8](repeating: 7, count: 60_000), endStream: true)
            pair.pump()
            #expect(reply.reason == .unprocessed)
        }
        pair.server.makeRecorder = { Recorder(onEnd: { answer($0) }) }
        let (stream, reply) = try pair.client.open(HeaderField.post, endStream: false)
        stream.sendData([UInt8](repeating: 7, count: 60_000), endStream: true)
        pair.pump()
        #expect(reply.reason == .completed)
    }

    @Test func aWriterIsToldWhenItsBytesHaveDrained() throws {
        let pair = try Pair(client: limits(stream: 10_000, connection: 1_000_000))
        let reply = Recorder()
        reply.consumes = false
        let request = Recorder(onHeaders: { stream in
            stream.drainMarkBytes = 5_000
            stream.sendHeaders(HeaderField.ok, endStream: false)
            stream.sendData([UInt8](repeating: 1, count: 12_000), endStream: false)
            stream.sendData([UInt8](repeating: 2, count: 12_000), endStream: false)
        })
        pair.server.makeRecorder = { request }
        _ = try pair.client.open(HeaderField.get, endStream: true, reply)
        pair.pump()
        let stream = try #require(request.stream)
        #expect(stream.bufferedBytes == 14_000)
        #expect(request.log == ["headers, end"])
        try #require(reply.stream).consume(9_999)
        pair.pump()
        #expect(stream.bufferedBytes == 4_001)
        #expect(request.log == ["headers, end", "drained"])
        request.onDrain = { $0.sendData([3], endStream: true) }
        try #require(reply.stream).consume(9_000)
        pair.pump()
        #expect(stream.bufferedBytes == 0)
        #expect(request.log == ["headers, end", "drained"], "it wasn't above the mark")
        stream.sendData([], endStream: true)
        pair.pump()
        #expect(reply.body.count == 24_000)
        #expect(reply.body[11_999] == 1 && reply.body[12_000] == 2)
    }

    @Test func whoIgnoresBackPressureIsReset() throws {
        var limits = HTTP2Limits()
        limits.bufferedBytesPerStreamMax = 1_000
        let pair = try Pair(server: limits)
        let request = Recorder(onHeaders: { answer($0, [UInt8](repeating: 1, count: 1_001)) })
        pair.server.makeRecorder = { request }
        let (_, reply) = try pair.client.open()
        pair.pump()
        #expect(request.reason == .reset(.enhanceYourCalm, byPeer: false))
        #expect(reply.reason == .reset(.enhanceYourCalm, byPeer: true))
        #expect(pair.server.session.bufferedCount == 0)
    }

    @Test func aConnectionThatIsNeverReadIsEnded() throws {
        var limits = HTTP2Limits()
        limits.bufferedBytesPerConnectionMax = 100_000
        let pair = try Pair(client: self.limits(stream: 10, connection: 65_535), server: limits)
        pair.server.makeRecorder = {
            Recorder(onEnd: { answer($0, [UInt8](repeating: 1, count: 30_000)) })
        }
        pair.pump()
        let replies = try (0..<5).map { _ in try pair.client.open().recorder }
        pair.pump()
        #expect(pair.server.fault?.code == .limitExceeded)
        #expect(Frames.names(pair.server.sent).last == "GOAWAY 0 ENHANCE_YOUR_CALM")
        #expect(pair.client.notices.last == "goaway ENHANCE_YOUR_CALM")
        #expect(replies.allSatisfy { $0.reason != .completed })
    }

    @Test func outgoingBytesCrossTheSendersBoundaries() {
        var outgoing = OutgoingData()
        var expected: [UInt8] = []
        for count in [1, 0, 7, 100, 3, 50] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &+ count) }
            outgoing.append(bytes)
            expected += bytes
        }
        #expect(outgoing.count == expected.count)
        var read: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 20)
        while !outgoing.isEmpty {
            let count = buffer.withUnsafeMutableBufferPointer {
                outgoing.read(into: $0.baseAddress!, capacity: 20)
            }
            read += buffer[..<count]
        }
        #expect(read == expected)
        outgoing.append([1])
        outgoing.removeAll()
        #expect(outgoing.isEmpty)
    }
}
