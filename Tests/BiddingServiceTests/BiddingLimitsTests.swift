import HTTP2
import Testing

@testable import BiddingService

@Suite struct BiddingLimitsTests {
    @Test func oneConnectionCarriesAllThatRoutingAsks() {
        let limits = BiddingLimits.standard
        // RoutingLimits.sagas and noticeCalls.
        #expect(limits.http2.concurrentStreamsMax >= 10_000 + 16)
        #expect(limits.http2.peerResets.burst >= limits.http2.concurrentStreamsMax)
        #expect(limits.calls.concurrentCallsMax > limits.http2.concurrentStreamsMax)
        #expect(limits.http2.stallTimeout == HTTP2Limits.outer.stallTimeout)
    }
}
