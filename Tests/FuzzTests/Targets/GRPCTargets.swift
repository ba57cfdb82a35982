import HTTP2
import Reactor

@testable import GRPC

/// What a peer's header fields and message bytes go through in the gRPC layer.
enum GRPCTargets {
    /// Messages come out the same wherever HTTP/2 happens to cut the bytes.
    static func messages(_ bytes: [UInt8]) throws {
        guard let first = bytes.first else { return }
        let body = Array(bytes.dropFirst())
        let size = Int(first & 0x7F) + 1
        let compression = first & 0x80 == 0 ? Compression.identity : .gzip
        try Broken.unless(
            decode(body, pieces: size, compression)
                == decode(body, pieces: max(1, body.count), compression),
            "messages don't depend on where their bytes were cut")
    }

    private static func decode(
        _ bytes: [UInt8], pieces size: Int, _ compression: Compression
    ) -> [[UInt8]] {
        var decoder = MessageDecoder(bytesMax: 4_096, sender: .client)
        decoder.compression = compression
        var messages: [[UInt8]] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { decoder.append($0) }
            do {
                while try decoder.next({ messages.append(Array($0)) }) {}
            } catch {
                return messages + [Array("\(error.code)".utf8)]
            }
        }
        return messages
    }

    /// What is compressed comes back; what isn't gzip, or is too long, is refused.
    static func gzip(_ bytes: [UInt8]) throws {
        let message = bytes.withUnsafeBytes {
            try? Gzip.decompressed($0, bytesMax: 4_096, sender: .client)
        }
        try Broken.unless((message?.count ?? 0) <= 4_096, "no message is longer than accepted")
        let framed = [UInt8](repeating: 0, count: FramedMessage.prefixCount) + bytes
        guard let compressed = Gzip.compressed(framed: framed) else { return }
        let again = try compressed.dropFirst(FramedMessage.prefixCount).withUnsafeBytes {
            try Gzip.decompressed($0, bytesMax: bytes.count, sender: .client)
        }
        try Broken.unless(again == bytes, "what was compressed comes back")
    }

    /// A timeout that is read is written back as one that isn't shorter.
    static func timeout(_ bytes: [UInt8]) throws {
        guard let timeout = TimeoutHeader.parse(String(decoding: bytes, as: UTF8.self)) else {
            return
        }
        try Broken.unless(timeout >= 0, "no timeout is negative")
        let again = TimeoutHeader.parse(TimeoutHeader.format(Duration(timeout)))
        try Broken.unless(
            again.map { $0 >= min(timeout, .seconds(99_999_999)) } ?? false,
            "a timeout is passed on without being cut")
    }

    /// What is encoded is printable ASCII and decodes to the same.
    static func messageText(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        _ = PercentEncoding.decode(text)
        let encoded = PercentEncoding.encode(text)
        try Broken.unless(
            encoded.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "grpc-message is ASCII")
        try Broken.unless(PercentEncoding.decode(encoded) == text, "grpc-message comes back")
    }

    /// The first line is `traceparent`, the second `tracestate`.
    static func trace(_ bytes: [UInt8]) throws {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", maxSplits: 1)
        guard let parent = lines.first.map(String.init) else { return }
        let state = lines.count > 1 ? String(lines[1]) : nil
        let trace = TraceContext(traceparent: parent, tracestate: state)
        let passed = TraceParent(trace.traceparent)
        try Broken.unless(passed?.traceID == trace.traceID, "what is passed on can be read")
        guard let read = TraceParent(parent) else {
            return try Broken.unless(trace.state == nil, "a new trace has nobody's state")
        }
        try Broken.unless(read.traceID == trace.traceID, "a trace goes on")
        try Broken.unless(
            !parent.utf8.prefix(55).contains { (0x41...0x5A).contains($0) }, "in lower case")
    }

    /// An address as an operator writes it.
    static func target(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let target = try? ChannelTarget(text) else { return }
        _ = target.address
        try Broken.unless(!target.host.isEmpty, "an address has a host")
        try Broken.unless(
            target.port > 0 || target.host.hasPrefix("unix:"), "an address has a port")
        try Broken.unless(target.description == text, "an address is shown as written")
    }

    /// Lines are fields, `name=value`.
    static func metadata(_ bytes: [UInt8]) throws {
        let fields = bytes.split(separator: UInt8(ascii: "\n")).map { line in
            let parts = line.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return HeaderField(
                name: String(decoding: parts[0], as: UTF8.self),
                value: String(decoding: parts.count > 1 ? parts[1] : [], as: UTF8.self))
        }
        let head = RequestHead(fields)
        _ = try? head.timeout()
        _ = (head.isCall, Status(fields: fields))
        let metadata = Metadata(received: fields)
        var copy = Metadata()
        for (name, value) in metadata {
            let values = metadata.allBytes(name)
            try Broken.unless(
                values.allSatisfy { Base64.decode(Base64.encode($0)) == $0 },
                "binary metadata comes back")
            try? copy.append(name, value)
            if let first = values.first { try? copy.append(name, bytes: first) }
        }
        try Broken.unless(copy.count <= metadata.count, "no field is made up")
    }
}
