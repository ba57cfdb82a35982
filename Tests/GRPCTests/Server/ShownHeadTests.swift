import HTTP2
import Testing

@testable import GRPC

@Suite struct ShownHeadTests {
    private let fields = [
        HeaderField(name: ":path", value: "/a/b"), HeaderField(name: ":method", value: "POST"),
        HeaderField(
            name: "traceparent",
            value: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ]

    @Test func theSameListIsReadOnceAndAnotherAnew() {
        let shown = ShownHead()
        let head = shown.head(fields)
        #expect(shown.head(fields) === head)
        var changed = fields
        changed[0].value = "/a/c"
        #expect(shown.head(changed).path == "/a/c")
        #expect(shown.head(fields).path == "/a/b")
        // As long, but somewhere else.
        let copy = fields.map { HeaderField(name: $0.name, value: $0.value) }
        #expect(shown.head(copy).path == "/a/b")
    }

    /// Calls of one trace are spans of their own, however alike their headers are.
    @Test func everyCallIsASpanOfItsOwn() throws {
        let shown = ShownHead()
        let first = try #require(shown.head(fields).trace())
        let second = try #require(shown.head(fields).trace())
        #expect(first.traceID == second.traceID && first.parentID == second.parentID)
        #expect(first.spanID != second.spanID)
    }
}
