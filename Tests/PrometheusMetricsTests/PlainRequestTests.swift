@testable import PrometheusMetrics
import Testing

@Suite struct PlainRequestTests {
    private func read(_ text: String) -> PlainRequest.Reading {
        PlainRequest.read(Array(text.utf8))
    }

    @Test func `a head is read once it is complete`() {
        #expect(read("GET /metrics HT") == .needsMore)
        #expect(read("GET /metrics HTTP/1.1\r\nHost: a\r\n") == .needsMore)
        let request = PlainRequest(method: "GET", path: "/metrics")
        #expect(read("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n") == .request(request))
        #expect(read("GET /metrics?a=b HTTP/1.0\n\n") == .request(request))
    }

    @Test(arguments: [
        "GET\r\n\r\n", "GET  /metrics HTTP/1.1\r\n\r\n", "GET metrics HTTP/1.1\r\n\r\n",
        "\r\n\r\n", "GET /a b HTTP/1.1\r\n\r\n",
    ]) func `what isn't a request line is refused`(_ text: String) {
        #expect(read(text) == .refused(.badRequest))
    }

    @Test func `other versions and long heads are refused`() {
        #expect(read("GET / HTTP/2.0\r\n\r\n") == .refused(.badVersion))
        let long = "GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 9_000)
        #expect(read(long) == .refused(.headTooLarge))
    }
}
