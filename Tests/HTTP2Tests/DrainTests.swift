import Testing

@testable import HTTP2

@Suite struct DrainTests {
    @Test func aServerDrainsInTwoSteps() throws {
        let pair = try Pair()
        pair.server.makeRecorder = { Recorder() }
        let first = try pair.client.open()
        pair.pump()
        pair.server.session.announceDrain()
        // Under way while the first GOAWAY is: still taken.
        let second = try pair.client.open()
        let up = pair.client.send()
        pair.client.receive(pair.server.send())
        #expect(pair.client.notices.last == "goaway NO_ERROR")
        #expect(!pair.client.session.isUsable)
        pair.server.receive(up)
        #expect(pair.server.streams.count == 2)
        pair.server.session.concludeDrain()
        pair.server.session.concludeDrain()
        pair.pump()
        #expect(!pair.server.session.isFinished)
        for request in pair.server.streams { answer(try #require(request.stream)) }
        pair.pump()
        #expect(first.recorder.reason == .completed)
        #expect(second.recorder.reason == .completed)
        #expect(pair.server.session.isFinished)
        #expect(pair.client.session.isFinished)
        #expect(pair.server.session.fault == nil)
    }

    @Test func requestsAboveTheLastAreSafeToSendAgain() throws {
        let pair = try Pair()
        pair.pump()
        pair.server.session.concludeDrain()
        let (_, reply) = try pair.client.open()
        let up = pair.client.send()
        pair.client.receive(pair.server.send())
        pair.server.receive(up)
        #expect(reply.reason == .unprocessed)
        #expect(pair.server.streams.isEmpty)
        #expect(throws: HTTP2Error.self) { _ = try pair.client.open() }
    }

    @Test func aClientDrainsBehindItsLastStream() throws {
        let pair = try Pair()
        pair.server.makeRecorder = { Recorder() }
        let (_, reply) = try pair.client.open()
        pair.pump()
        pair.client.session.concludeDrain()
        pair.pump()
        #expect(!pair.client.session.isUsable)
        answer(try #require(pair.server.streams[0].stream))
        pair.pump()
        #expect(reply.reason == .completed)
        #expect(pair.client.session.isFinished)
        #expect(pair.server.session.isFinished)
    }

    @Test func requestsAboveThePeersLimitWaitTheirTurn() throws {
        let pair = try pairThatTakes(2)
        pair.pump()
        #expect(pair.client.session.availableStreamCount == 2)
        let requests = try (0..<5).map { _ in try pair.client.open() }
        #expect(pair.client.session.availableStreamCount == 0)
        do throws(any Error) {
            _ = try pair.client.open()
            Issue.record("the sixth was taken")
        } catch let error as HTTP2Error {
            #expect(error.code == .tooManyStreams)
        }
        pair.pump()
        #expect(pair.server.streams.count == 2)
        // One that waits is taken back: nobody need hear of it.
        requests[2].stream.reset(.cancel)
        pair.pump()
        #expect(requests[2].recorder.reason == .reset(.cancel, byPeer: false))
        for _ in 0..<3 {
            for request in pair.server.streams where request.reason == nil {
                answer(try #require(request.stream))
            }
            pair.pump()
        }
        #expect(requests.filter { $0.recorder.reason == .completed }.count == 4)
        #expect(pair.server.streams.count == 4)
    }

    /// The library keeps what waits; whoever gave it up has freed the stream by then.
    @Test func whatWasTakenBackMayBeGoneWhenItsTurnComes() throws {
        let pair = try pairThatTakes(1)
        let (_, first) = try pair.client.open()
        pair.pump()
        let waiting = try takenBack(3, pair)
        #expect(waiting.allSatisfy { $0.stream == nil })
        // Their places are taken until their turn has come.
        #expect(throws: HTTP2Error.self) { _ = try pair.client.open() }
        answer(try #require(pair.server.streams[0].stream))
        pair.pump()
        #expect(first.reason == .completed)
        let later = try (0..<4).map { _ in try pair.client.open() }
        for _ in later {
            pair.pump()
            answer(try #require(pair.server.streams.last?.stream))
        }
        pair.pump()
        #expect(later.allSatisfy { $0.recorder.reason == .completed })
        #expect(pair.server.streams.count == 5)
        #expect(pair.client.session.fault == nil)
    }

    /// A server that takes so many streams at a time and answers none by itself; three may wait.
    private func pairThatTakes(_ streams: Int) throws -> Pair {
        var server = HTTP2Limits()
        server.concurrentStreamsMax = streams
        var client = HTTP2Limits()
        client.queuedStreamsMax = 3
        let pair = try Pair(client: client, server: server)
        pair.server.makeRecorder = { Recorder() }
        return pair
    }

    private struct Gone {
        weak var stream: HTTP2Stream?
    }

    /// Requests that wait for their turn and are taken back; nothing holds them afterwards.
    private func takenBack(_ count: Int, _ pair: Pair) throws -> [Gone] {
        try (0..<count).map { _ in
            let (stream, recorder) = try pair.client.open()
            pair.pump()
            stream.reset(.cancel)
            pair.pump()
            #expect(recorder.reason == .reset(.cancel, byPeer: false))
            recorder.stream = nil
            return Gone(stream: stream)
        }
    }
}
