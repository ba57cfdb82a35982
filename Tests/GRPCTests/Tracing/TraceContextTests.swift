@testable import GRPC
import Reactor
import Testing

/// W3C Trace Context, level 1.
@Suite struct TraceContextTests {
    private static let id = "0af7651916cd43dd8448eb211c80319c"
    private static let parent = "b7ad6b7169203331"
    private static let good = "00-\(id)-\(parent)-01"

    @Test func `a caller's trace goes on under a span of its own`() {
        let trace = TraceContext(traceparent: Self.good, tracestate: "congo=t61rcWkgMzE")
        #expect(trace.traceID.description == Self.id)
        #expect(trace.parentID.hex == Self.parent)
        #expect(trace.isSampled)
        #expect(trace.state == "congo=t61rcWkgMzE")
        #expect(trace.traceparent == "00-\(Self.id)-\(trace.spanID.hex)-01")
        #expect(trace.spanID != trace.parentID)
    }

    @Test(arguments: [
        "", "00", good.uppercased(), good + "-", good + "x", "ff" + good.dropFirst(2),
        "0x" + good.dropFirst(2), "00-" + String(repeating: "0", count: 32) + "-\(parent)-01",
        "00-\(id)-0000000000000000-01", "00-\(id)-\(parent)-0g", "00_\(id)-\(parent)-01",
        "00-\(id)-\(parent)", "01-\(id)-\(parent)-01.more", good + "," + good,
    ]) func `what can't be read begins a new trace`(_ text: String) {
        #expect(TraceParent(text) == nil)
        let trace = TraceContext(traceparent: text, tracestate: "a=b")
        #expect(trace.traceID.description != Self.id)
        #expect(trace.parentID == 0 && !trace.isSampled && trace.state == nil)
        #expect(TraceParent(trace.traceparent) != nil)
    }

    @Test func `a later version may say more`() {
        #expect(TraceParent("01-\(Self.id)-\(Self.parent)-01-more")?.flags == 1)
        #expect(TraceParent("cc-\(Self.id)-\(Self.parent)-09")?.flags == 9)
    }

    @Test func `a state that is too long or isn't plain is dropped`() {
        for state in ["", String(repeating: "a", count: 513), "a=\u{7F}"] {
            #expect(TraceContext(traceparent: Self.good, tracestate: state).state == nil)
        }
    }

    /// Answers with the trace that it runs in, or asks another server, which does.
    @Test func `it holds for the handler, its tasks and the calls that they make`() async throws {
        try await Wire.run {
            $0.serve(Echo.get) { _, context in
                #expect(context.trace == TraceContext.current)
                return Text(context.trace?.traceparent ?? "none")
            }
        } _: { wire in
            #expect(try await wire.channel.call(Echo.get, Text()).value == "none")
            let trace = TraceContext(traceparent: Self.good, tracestate: nil)
            let seen = try await TraceContext.$current.withValue(trace) {
                try await Task { try await wire.channel.call(Echo.get, Text()).value }.value
            }
            #expect(seen.hasPrefix("00-\(Self.id)-") && seen.hasSuffix("-01"))
            #expect(seen != trace.traceparent)
        }
    }
}
