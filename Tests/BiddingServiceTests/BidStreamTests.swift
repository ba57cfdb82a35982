import GRPC
import LeadlineAPI
import Reactor
import Testing

@testable import BiddingService

/// A buyer's stream as it begins and ends, over a connection.
@Suite struct BidStreamTests {
    static let patience = CallOptions(timeout: .seconds(10))
    static let hello = WireBuyerMessage.with { $0.hello = WireHello() }

    /// What a stream ends with.
    func ending(_ body: () async throws -> Void) async throws -> RPCError {
        do {
            try await body()
        } catch {
            return try #require(error as? RPCError)
        }
        return RPCError(.ok, "It ended well.")
    }

    @Test func whoSaysHelloIsWelcomedAndMayLeave() async throws {
        try await BiddingBench.run { bench in
            try await bench.serve { channel in
                try await channel.call(BiddingMethods.bidStream, options: Self.patience) {
                    writer, messages in
                    try await writer.write(Self.hello)
                    var iterator = messages.makeAsyncIterator()
                    let welcome = try await iterator.next()
                    #expect(welcome?.welcome.campaignIds == [BiddingBench.campaign])
                    writer.finish()
                    #expect(try await iterator.next() == nil)
                }
            }
        }
    }

    @Test func whoDoesNotSayHelloIsSentAway() async throws {
        var limits = BiddingLimits.standard
        limits.helloWait = .milliseconds(1)
        try await BiddingBench.run(limits) { bench in
            try await bench.serve { channel in
                let ending = try await ending {
                    try await channel.call(BiddingMethods.bidStream, options: Self.patience) {
                        _, messages in
                        for try await _ in messages {}
                    }
                }
                #expect(ending.code == .deadlineExceeded)
                #expect(ending.message.contains("Hello"))
            }
        }
    }

    @Test func aStreamThatSaysNothingTakesAPlaceToo() async throws {
        var limits = BiddingLimits.standard
        limits.streamsPerBuyer = 1
        try await BiddingBench.run(limits) { bench in
            try await bench.serve { channel in
                let ending = try await ending {
                    try await channel.call(BiddingMethods.bidStream, options: Self.patience) {
                        _, _ in
                        try await channel.call(BiddingMethods.bidStream, options: Self.patience) {
                            writer, messages in
                            try await writer.write(Self.hello)
                            for try await _ in messages {}
                        }
                    }
                }
                #expect(ending.code == .resourceExhausted)
            }
        }
    }

    @Test func aStreamThatIsEndedEndsThoughNobodyReadsIt() async throws {
        try await BiddingBench.run { bench in
            let (isBlocked, blocked) = AsyncStream.makeStream(of: Void.self)
            let loop = bench.loops.loops[0]
            let neverRead = ResponseWriter<WireOutgoingMessage> { _ in
                blocked.yield()
                try await loop.sleep(until: .distantFuture)
            }
            try await bench.serve(writing: neverRead) { channel in
                let ending = try await ending {
                    try await channel.call(BiddingMethods.bidStream, options: Self.patience) {
                        writer, messages in
                        try await writer.write(Self.hello)
                        for await _ in isBlocked { break }
                        let session = try #require(bench.exchange.sessions.all.first)
                        session.end(because: RPCError(.unauthenticated, "The key was revoked."))
                        for try await _ in messages {}
                    }
                }
                #expect(ending.code == .unauthenticated)
                #expect(bench.exchange.sessions.all.isEmpty)
            }
        }
    }
}
