import Reactor
import Testing

@testable import HTTP2

/// What a hostile client does, in bytes made by hand. Each ends in an error that names it, GOAWAY,
/// and no stream left behind.
@Suite struct AbuseTests {
    private func server(_ change: (inout HTTP2Limits) -> Void = { _ in }) throws -> Side {
        var limits = HTTP2Limits()
        change(&limits)
        let server = try Side(.server, limits)
        server.receive(Frames.preface)
        _ = server.send()
        return server
    }

    private func expectCalm(_ server: Side, sourceLocation: SourceLocation = #_sourceLocation) {
        _ = server.send()
        #expect(server.session.fault?.code == .limitExceeded, sourceLocation: sourceLocation)
        #expect(
            Frames.names(server.sent).last == "GOAWAY 0 ENHANCE_YOUR_CALM"
                || Frames.names(server.sent).contains { $0.hasSuffix("ENHANCE_YOUR_CALM") },
            sourceLocation: sourceLocation)
        #expect(server.session.isFinished, sourceLocation: sourceLocation)
        server.session.lose("closed")
        #expect(server.streams.allSatisfy { $0.reason != nil }, sourceLocation: sourceLocation)
    }

    @Test func rapidReset() throws {
        let server = try server { $0.peerResets = RateLimit(burst: 10, perSecond: 1) }
        let pairs = { (ids: Range<UInt32>) in
            ids.flatMap { Frames.request($0 * 2 + 1) + Frames.reset($0 * 2 + 1) }
        }
        server.receive(pairs(0..<10))
        #expect(server.session.fault == nil)
        // Time forgives.
        server.session.now = MonotonicTime(microseconds: 1_000_000)
        server.receive(pairs(10..<11))
        #expect(server.session.fault == nil)
        server.receive(pairs(11..<12))
        #expect(server.streams.isEmpty)
        expectCalm(server)
    }

    @Test func madeYouReset() throws {
        let server = try server { $0.provokedResets = RateLimit(burst: 3, perSecond: 1) }
        server.makeRecorder = { Recorder() }
        for id in stride(from: UInt32(1), through: 7, by: 2) {
            #expect(server.session.fault == nil)
            server.receive(Frames.request(id, endStream: false))
            // A window of 2^31: a stream error, for which we must send RST_STREAM.
            server.receive(Frames.windowUpdate(id, 0x7fff_ffff))
            _ = server.send()
        }
        #expect(server.streams.count == 4)
        expectCalm(server)
    }

    /// What came just before the fault is no longer heard, also of a stream that was open.
    @Test func provokedAfterItsLastBytes() throws {
        let server = try server()
        server.receive(Frames.request(1, endStream: false))
        server.receive(
            Frames.data(1, [1, 2], endStream: true) + Frames.windowUpdate(1, 0x7fff_ffff))
        #expect(server.streams.map(\.log.first) == ["headers"])
        #expect(server.streams.map(\.log.count) == [2])
        #expect(server.streams[0].body.isEmpty)
        #expect(Frames.names(server.send()).contains { $0.hasPrefix("RST_STREAM 1 ") })
    }

    /// What is reset in the same breath as it was opened costs nothing above.
    @Test(arguments: Provocation.allCases)
    func provokedInOneBreath(_ provocation: Provocation) throws {
        let server = try server()
        server.receive(provocation.frames(1) + Frames.request(3))
        #expect(server.streams.count == 1)
        let names = Frames.names(server.send())
        #expect(names.contains { $0.hasPrefix("RST_STREAM 1 ") })
        #expect(names.contains { $0.hasPrefix("HEADERS 3") })
        #expect(server.session.streams.count == 0)
    }

    /// The attack ends within the read that goes over the limit, and nobody hears of its streams.
    @Test(arguments: Provocation.allCases)
    func provokedTooOftenInOneBreath(_ provocation: Provocation) throws {
        let server = try server { $0.provokedResets = RateLimit(burst: 3, perSecond: 1) }
        server.receive((0..<5).flatMap { provocation.frames($0 * 2 + 1) })
        #expect(server.session.fault?.code == .limitExceeded)
        #expect(server.streams.isEmpty)
        expectCalm(server)
    }

    /// Stream errors, for which we must send RST_STREAM.
    enum Provocation: CaseIterable {
        case windowTooLarge, moreThanContentLength

        func frames(_ id: UInt32) -> [UInt8] {
            switch self {
            case .windowTooLarge:
                return Frames.request(id, endStream: false) + Frames.windowUpdate(id, 0x7fff_ffff)
            case .moreThanContentLength:
                let length = Frames.literal("content-length", "1")
                return Frames.request(id, endStream: false, more: length)
                    + Frames.data(id, [1, 2, 3])
            }
        }
    }

    @Test func pingFlood() throws {
        let server = try server { $0.controlFrames = RateLimit(burst: 20, perSecond: 1) }
        for _ in 0..<30 where server.session.fault == nil { server.receive(Frames.ping()) }
        expectCalm(server)
    }

    @Test(arguments: [1, 60])
    func pingFloodThatNeverReads(_ pingsAtOnce: Int) throws {
        let server = try server {
            $0.outboundAcksMax = 50
            $0.controlFrames = RateLimit(burst: 10_000, perSecond: 1)
        }
        let pings = (0..<pingsAtOnce).flatMap { _ in Frames.ping() }
        var received = 0
        while server.session.fault == nil, received < 2_000 {
            server.receive(pings)
            received += 1
        }
        // What is taken from the library, and what that holds itself.
        #expect(received <= EarlyOutput.bytesMax / 17 + 1 + 50 + 1)
        expectCalm(server)
    }

    @Test func settingsFlood() throws {
        let server = try server { $0.controlFrames = RateLimit(burst: 20, perSecond: 1) }
        server.receive((0..<30).flatMap { _ in Frames.settings([(4, 65_535)]) })
        expectCalm(server)
    }

    @Test func settingsWithTooManyEntries() throws {
        let server = try server { $0.settingsEntriesMax = 8 }
        server.receive(Frames.settings((0..<9).map { _ in (4, 65_535) }))
        expectCalm(server)
    }

    @Test func emptyDataFlood() throws {
        let server = try server { $0.controlFrames = RateLimit(burst: 20, perSecond: 1) }
        server.receive(Frames.request(1, endStream: false))
        server.receive((0..<30).flatMap { _ in Frames.data(1, []) })
        expectCalm(server)
    }

    @Test func priorityFlood() throws {
        let server = try server { $0.controlFrames = RateLimit(burst: 20, perSecond: 1) }
        server.receive((0..<30).flatMap { _ in Frames.frame(2, stream: 1, [0, 0, 0, 0, 1]) })
        expectCalm(server)
    }

    @Test func headersOfAnEndedStream() throws {
        let server = try server { $0.strayHeaders = RateLimit(burst: 20, perSecond: 1) }
        server.receive(Frames.request(1, endStream: false) + Frames.reset(1))
        server.receive((0..<20).flatMap { _ in Frames.request(1) } + Frames.request(3))
        #expect(server.session.fault == nil)
        server.receive(Frames.request(1) + Frames.ping())
        expectCalm(server)
    }

    @Test func dataOfHalfClosedStream() throws {
        let server = try server()
        server.makeRecorder = { Recorder() }
        server.receive(Frames.request(1) + Frames.data(1, [7]))
        #expect(Frames.names(server.send()).contains("GOAWAY 0 STREAM_CLOSED"))
        #expect(server.session.isFinished)
    }

    @Test func priorityOfTheConnection() throws {
        let server = try server()
        server.receive(Frames.frame(2, stream: 0, [0, 0, 0, 0, 1]))
        #expect(Frames.names(server.send()).contains("GOAWAY 0 PROTOCOL_ERROR"))
    }

    @Test func continuationFlood() throws {
        let server = try server()
        let block = Frames.request(1)[9...]
        server.receive(Frames.frame(1, flags: 1, stream: 1, Array(block)))
        let more = Frames.frame(9, stream: 1, Frames.literal("a", "b"))
        server.receive((0..<20).flatMap { _ in more })
        expectCalm(server)
    }

    @Test func headersThatAreTooLong() throws {
        let server = try server { $0.headerListBytesMax = 500 }
        let fields = (0..<10).flatMap { _ in Frames.literal("name", "value") }
        server.receive(Frames.request(1, more: fields))
        server.receive(Frames.request(3))
        #expect(server.streams.count == 1)
        let names = Frames.names(server.send())
        #expect(names.contains("RST_STREAM 1 ENHANCE_YOUR_CALM"))
        #expect(names.contains("HEADERS 3"))
        #expect(server.session.fault == nil)
    }

    @Test func headersThatAreTooLongCountAsProvoked() throws {
        let server = try server {
            $0.headerListBytesMax = 200
            $0.provokedResets = RateLimit(burst: 2, perSecond: 1)
        }
        for id in stride(from: UInt32(1), through: 5, by: 2) {
            server.receive(Frames.request(id, more: Frames.literal("name", "value")))
            _ = server.send()
        }
        #expect(server.streams.isEmpty)
        expectCalm(server)
    }

    @Test func moreStreamsThanAllowed() throws {
        let server = try server { $0.concurrentStreamsMax = 2 }
        server.makeRecorder = { Recorder() }
        server.receive(Frames.frame(4, flags: 1, stream: 0, []))
        server.receive([1, 3, 5].flatMap { Frames.request($0) })
        #expect(server.streams.count <= 2)
        #expect(!Frames.names(server.send()).isEmpty)
    }

    @Test(arguments: [
        Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8), [0, 1, 2, 3],
        Frames.magic + Frames.ping(),
    ])
    func notHTTP2(bytes: [UInt8]) throws {
        let server = try Side(.server)
        server.receive(bytes)
        _ = server.send()
        #expect(server.session.isFinished || server.session.fault != nil)
    }

    @Test func brokenFramesEndTheConnection() throws {
        let broken: [[UInt8]] = [
            Frames.frame(6, stream: 0, [1]),  // PING of one byte
            Frames.frame(4, stream: 3, []),  // SETTINGS on a stream
            Frames.data(0, [1]),  // DATA on the connection
            Frames.windowUpdate(0, 0),  // a window of nothing
            Frames.request(2),  // a client's stream is odd
            Frames.frame(1, flags: 5, stream: 1, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),  // HPACK
            Frames.frame(0, stream: 1, [UInt8](repeating: 0, count: 16_385)),  // too long
            Frames.frame(5, flags: 4, stream: 1, [0, 0, 0, 2]),  // PUSH_PROMISE by a client
        ]
        for (number, bytes) in broken.enumerated() {
            let server = try server()
            server.receive(bytes)
            let sent = Frames.names(server.send())
            #expect(sent.contains { $0.hasPrefix("GOAWAY") }, "frame \(number): \(sent)")
            #expect(server.session.isFinished, "frame \(number)")
        }
    }

    @Test(arguments: 0..<20)
    func noiseNeverCrashes(round: Int) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = Noise(state: seed)
        let server = try server()
        for _ in 0..<200 where server.session.fault == nil {
            let type = UInt8(random.next() % 11)
            let count = Int(random.next() % 40)
            let payload = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let stream = UInt32(random.next() % 8)
            server.receive(
                Frames.frame(
                    type, flags: UInt8(truncatingIfNeeded: random.next()), stream: stream, payload))
            _ = server.send()
        }
        server.session.lose("closed")
        #expect(server.streams.allSatisfy { $0.reason != nil }, "seed \(seed)")
    }

    @Test func noFaultOfTheServerIsCountedAgainstTheClient() throws {
        let server = try server {
            $0.provokedResets = RateLimit(burst: 1, perSecond: 1)
        }
        server.makeRecorder = { Recorder(onHeaders: { $0.reset(.cancel) }) }
        for id in stride(from: UInt32(1), through: 41, by: 2) {
            server.receive(Frames.request(id, endStream: false))
            _ = server.send()
        }
        #expect(server.session.fault == nil)
        #expect(server.streams.count == 21)
    }
}

struct Noise: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
