@testable import CaptureService
import GRPC
import LeadlineAPI
import Market
import Reactor
import ServiceHost
import ServiceTesting
import Store
import Testing
import Vault

@Suite struct OutageTests {
    @Test func `while PostgreSQL is gone nothing is accepted; when it is back, all works`()
        async throws
    {
        try await TestExchange.runOnOwnCluster { exchange, cluster in
            let tenant = try await exchange.tenant()
            try await exchange.apply(TestMarket(keys: exchange.keys).wire, to: tenant)
            let capture = try await exchange.start(.capture)
            let channel = try exchange.channel(to: capture.port)
            let submit: @Sendable (String) async throws -> WireSubmitReply = { key in
                try await channel.call(
                    CaptureMethods.submit, CaptureBench.lead(key),
                    options: try exchange.options("archive"))
            }
            let before = try await submit("before")
            #expect(before.outcome == .stored)

            await cluster.stop(.immediate)
            #expect(await code { _ = try await submit("during") } == .unavailable)

            try await cluster.startAgain()
            let loop = exchange.loops.loops[0]
            let end = loop.now + .seconds(30)
            var during: WireSubmitReply?
            while during == nil, loop.now < end { during = try? await submit("during") }
            #expect(during?.outcome == .stored)
            // What was acknowledged before is still there, and still the same.
            #expect(try await submit("before") == before)
            #expect(try await submit("during") == during)
        }
    }

    @Test func `a retry is known again after the master key was rotated`() async throws {
        try await TestExchange.run { exchange in
            let tenant = try await exchange.tenant()
            try await exchange.apply(TestMarket(keys: exchange.keys).wire, to: tenant)
            let old = MasterKeys.makeEntry(id: 1)
            let new = MasterKeys.makeEntry(id: 2)
            var replies: [WireSubmitReply] = []
            for keys in [old, "\(new),\(old)"] {
                let capture = try await exchange.start(.capture) {
                    $0.masterKeys = try? MasterKeys(text: keys)
                }
                let channel = try exchange.channel(to: capture.port)
                replies.append(
                    try await channel.call(
                        CaptureMethods.submit, CaptureBench.lead("k"),
                        options: try exchange.options("archive")))
                let other = CaptureBench.lead("k") { $0.fields["zip"] = "1" }
                #expect(
                    await code {
                        _ = try await channel.call(
                            CaptureMethods.submit, other,
                            options: try exchange.options("archive"))
                    } == .alreadyExists)
            }
            #expect(replies[0] == replies[1])
        }
    }
}
