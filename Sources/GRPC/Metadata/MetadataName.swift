/// Which names and values may travel as metadata.
enum MetadataName {
    /// Whether the name belongs to HTTP/2 or to gRPC itself.
    static func isReserved(_ name: String) -> Bool {
        let utf8 = name.utf8
        guard let first = utf8.first else { return true }
        switch first {
        case UInt8(ascii: ":"): return true
        case UInt8(ascii: "g"): return name.hasPrefix("grpc-")
        case UInt8(ascii: "t"): return name == "te" || name == "trailer" || isHopByHop(name)
        case UInt8(ascii: "c"):
            return name == "content-type" || name == "content-length" || isHopByHop(name)
        case UInt8(ascii: "h"), UInt8(ascii: "k"), UInt8(ascii: "p"), UInt8(ascii: "u"):
            return isHopByHop(name)
        default: return false
        }
    }

    /// HTTP/1 connection fields, which RFC 9113 section 8.2.2 forbids in HTTP/2.
    private static func isHopByHop(_ name: String) -> Bool {
        switch name {
        case "connection", "host", "keep-alive", "proxy-connection", "transfer-encoding",
            "upgrade":
            return true
        default:
            return false
        }
    }

    static func isBinary(_ name: String) -> Bool { name.hasSuffix("-bin") }

    /// The name in lower case.
    static func validated(_ name: String, binary: Bool) throws(MetadataError) -> String {
        let lower = name.lowercased()
        guard !lower.isEmpty, lower.utf8.allSatisfy(isNameByte) else {
            throw MetadataError(
                .invalidName, "metadata name \"\(name)\" may hold only a-z, 0-9, '-', '_' and '.'.")
        }
        guard !isReserved(lower) else {
            throw MetadataError(.reservedName, "metadata name \"\(lower)\" is the protocol's own.")
        }
        guard isBinary(lower) == binary else {
            throw MetadataError(
                .invalidName,
                binary
                    ? "metadata \"\(lower)\" holds bytes, so its name must end in -bin."
                    : "metadata \"\(lower)\" ends in -bin, so its value must be given as bytes.")
        }
        return lower
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            return true
        default:
            return false
        }
    }

    /// The value unchanged. The message names no value, which may be a credential.
    static func validated(value: String) throws(MetadataError) -> String {
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 <= 0x7E }) else {
            throw MetadataError(
                .invalidValue, "a metadata value may hold only printable ASCII; use a -bin name.")
        }
        return value
    }
}

/// Why a pair can't travel as metadata.
public struct MetadataError: Error, Sendable, CustomStringConvertible {
    /// The open set of reasons.
    public struct Code: Hashable, Sendable {
        private let name: String
        private init(_ name: String) { self.name = name }
        /// The name has characters that can't travel, or the wrong ending for its kind of value.
        public static let invalidName = Code("invalidName")
        /// The name belongs to HTTP/2 or gRPC.
        public static let reservedName = Code("reservedName")
        /// The value isn't printable ASCII.
        public static let invalidValue = Code("invalidValue")
    }

    public let code: Code
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
