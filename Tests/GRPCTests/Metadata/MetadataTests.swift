import HTTP2
import Testing

@testable import GRPC

@Suite struct MetadataTests {
    @Test func keepsOrderAndRepeats() throws {
        var metadata = Metadata()
        try metadata.append("x-tag", "one")
        try metadata.append("x-other", "o")
        try metadata.append("X-Tag", "two")
        #expect(metadata["x-tag"] == "one")
        #expect(metadata.values("x-tag") == ["one", "two"])
        #expect(metadata.map(\.name) == ["x-tag", "x-other", "x-tag"])
        #expect(metadata.count == 3)
        metadata.removeAll("x-tag")
        #expect(metadata.map(\.name) == ["x-other"])
        try metadata.set("x-other", "new")
        #expect(metadata.values("x-other") == ["new"])
    }

    @Test(
        "the protocol's names are refused",
        arguments: [
            ":path", "grpc-timeout", "grpc-status", "te", "content-type", "connection", "host",
            "transfer-encoding",
        ])
    func reserved(name: String) {
        var metadata = Metadata()
        let error = #expect(throws: MetadataError.self) { try metadata.append(name, "x") }
        #expect(error?.code == (name.hasPrefix(":") ? .invalidName : .reservedName))
        #expect(metadata.isEmpty)
    }

    @Test(arguments: ["", "a b", "naïve", "a:b", "a\n"])
    func invalidNames(name: String) {
        var metadata = Metadata()
        let error = #expect(throws: MetadataError.self) { try metadata.append(name, "x") }
        #expect(error?.code == .invalidName)
    }

    @Test func wrongKindOfValueForTheName() {
        var metadata = Metadata()
        #expect(throws: MetadataError.self) { try metadata.append("x-bin", "text") }
        #expect(throws: MetadataError.self) { try metadata.append("x", bytes: [1]) }
    }

    @Test(arguments: ["new\nline", "é", "\u{7F}"])
    func invalidValues(value: String) {
        var metadata = Metadata()
        let error = #expect(throws: MetadataError.self) { try metadata.append("x", value) }
        #expect(error?.code == .invalidValue)
        #expect(error?.message.contains(value) == false)
    }

    @Test func binaryValuesTravelAsBase64() throws {
        var metadata = Metadata()
        try metadata.append("trace-bin", bytes: [0xAB, 0xAB, 0xAB, 0xAB])
        #expect(metadata.map(\.value) == ["q6urqw"])
        #expect(metadata.bytes("trace-bin") == [0xAB, 0xAB, 0xAB, 0xAB])
        #expect(metadata.bytes("absent-bin") == nil)
    }

    @Test func receivedBinaryValuesMayBePaddedOrJoined() {
        let metadata = Metadata(received: [
            HeaderField(name: "a-bin", value: "AQ==,AgM="), HeaderField(name: "a-bin", value: "BA"),
            HeaderField(name: "a-bin", value: "!"),
        ])
        #expect(metadata.allBytes("a-bin") == [[1], [2, 3], [4]])
    }

    @Test func receivedProtocolFieldsStayHidden() {
        let metadata = Metadata(received: [
            HeaderField(name: ":path", value: "/a/b"),
            HeaderField(name: "content-type", value: "application/grpc"),
            HeaderField(name: "user-agent", value: "test"),
            HeaderField(name: "grpc-timeout", value: "1S"),
        ])
        #expect(metadata.map(\.name) == ["user-agent"])
        #expect(metadata.count == 1)
        #expect(metadata[":path"] == nil)
        #expect(metadata["grpc-timeout"] == nil)
        var copied = Metadata()
        copied.append(contentsOf: metadata)
        #expect(copied == ["user-agent": "test"])
        #expect(copied.fields.count == 1)
    }

    @Test func descriptionShowsNoValue() {
        let metadata: Metadata = ["authorization": "Bearer secret"]
        #expect(metadata.description == "metadata[authorization]")
    }
}
