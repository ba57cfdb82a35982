import Testing

@testable import HTTP2

/// Frames made by hand, for what no honest library would send.
enum Frames {
    static let magic = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    static let preface = magic + settings([])

    static func frame(
        _ type: UInt8, flags: UInt8 = 0, stream: UInt32, _ payload: [UInt8]
    ) -> [UInt8] {
        let count = payload.count
        let head: [UInt8] = [
            UInt8(count >> 16 & 0xff), UInt8(count >> 8 & 0xff), UInt8(count & 0xff), type, flags,
        ]
        return head + word(stream) + payload
    }

    static func word(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(value >> $0 & 0xff) }
    }

    static func settings(_ entries: [(UInt16, UInt32)]) -> [UInt8] {
        let payload = entries.flatMap { [UInt8($0.0 >> 8), UInt8($0.0 & 0xff)] + word($0.1) }
        return frame(4, stream: 0, payload)
    }

    /// A request with four pseudo fields as HPACK indices and literals.
    static func request(_ stream: UInt32, endStream: Bool = true, more: [UInt8] = []) -> [UInt8] {
        let block: [UInt8] = [0x83, 0x86, 0x84, 0x01, 0x01, UInt8(ascii: "t")] + more
        return frame(1, flags: endStream ? 0x5 : 0x4, stream: stream, block)
    }

    /// A literal field without indexing.
    static func literal(_ name: String, _ value: String) -> [UInt8] {
        [0x00, UInt8(name.utf8.count)] + name.utf8 + [UInt8(value.utf8.count)] + value.utf8
    }

    static func data(_ stream: UInt32, _ bytes: [UInt8], endStream: Bool = false) -> [UInt8] {
        frame(0, flags: endStream ? 1 : 0, stream: stream, bytes)
    }

    static func reset(_ stream: UInt32, _ code: UInt32 = 8) -> [UInt8] {
        frame(3, stream: stream, word(code))
    }

    static func ping() -> [UInt8] { frame(6, stream: 0, [0, 0, 0, 0, 0, 0, 0, 1]) }

    static func windowUpdate(_ stream: UInt32, _ amount: UInt32) -> [UInt8] {
        frame(8, stream: stream, word(amount))
    }

    /// The frames in what a session sent, as "TYPE stream" or with the error code.
    static func names(_ bytes: [UInt8]) -> [String] {
        let types = [
            "DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING",
            "GOAWAY", "WINDOW_UPDATE", "CONTINUATION",
        ]
        var rest = bytes[...]
        var found: [String] = []
        while rest.count >= 9 {
            let start = rest.startIndex
            let count = Int(rest[start]) << 16 | Int(rest[start + 1]) << 8 | Int(rest[start + 2])
            let payload = Array(rest[(start + 9)..<(start + 9 + count)])
            var name = "\(types[Int(rest[start + 3])]) \(rest[start + 8])"
            if rest[start + 3] == 3 { name += " \(code(payload))" }
            if rest[start + 3] == 7 { name += " \(code(Array(payload.dropFirst(4))))" }
            if rest[start + 3] == 0 { name += " (\(count))" }
            found.append(name)
            rest = rest[(start + 9 + count)...]
        }
        return found
    }

    private static func code(_ payload: [UInt8]) -> HTTP2ErrorCode {
        HTTP2ErrorCode(rawValue: payload.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    }
}
