/// Where a call stands in a trace that a caller began: whose work it belongs to, over all services.
///
/// It comes in with a call (`traceparent`, `tracestate`), holds for the handler's task and the
/// tasks that it starts, and goes out with every call made there. A call without one costs nothing
/// here: no trace is begun unasked. Source: W3C Trace Context, level 1.
public struct TraceContext: Sendable, Hashable {
    /// The trace of the handler that runs, if there is one.
    @TaskLocal public static var current: TraceContext?

    /// Names the whole trace.
    public let traceID: TraceID
    /// The caller's span; 0 at the beginning of a trace.
    public let parentID: UInt64
    /// This call's own span, which the calls that it makes name as their parent.
    public let spanID: UInt64
    /// The caller records this trace, and wants others to.
    public let isSampled: Bool
    /// What vendors add; passed on as it came.
    public let state: String?

    init(traceID: TraceID, parentID: UInt64, spanID: UInt64, isSampled: Bool, state: String?) {
        self.traceID = traceID
        self.parentID = parentID
        self.spanID = spanID
        self.isSampled = isSampled
        self.state = state
    }

    /// A trace that begins here.
    public static func new(isSampled: Bool = false) -> TraceContext {
        TraceContext(
            traceID: TraceID(high: .random(in: 1 ... .max), low: .random(in: 1 ... .max)),
            parentID: 0, spanID: .random(in: 1 ... .max), isSampled: isSampled, state: nil)
    }

    /// The trace that a caller names. One that can't be read is not guessed at: a new trace begins,
    /// as section 3.2.2 wants it.
    init(traceparent: String, tracestate: String?) {
        guard let parsed = TraceParent(traceparent) else {
            self = .new()
            return
        }
        self.init(
            traceID: parsed.traceID, parentID: parsed.parentID, spanID: .random(in: 1 ... .max),
            isSampled: parsed.flags & 1 == 1, state: tracestate.flatMap(Self.checked))
    }

    /// The field that a call made here carries.
    public var traceparent: String {
        "00-\(traceID)-\(spanID.hex)-\(isSampled ? "01" : "00")"
    }

    /// Longer ones may be dropped: section 3.3.1.5.
    private static let stateBytesMax = 512

    private static func checked(_ state: String) -> String? {
        let isPlain = state.utf8.allSatisfy { 0x20...0x7E ~= $0 }
        return isPlain && (1...stateBytesMax).contains(state.utf8.count) ? state : nil
    }
}

/// 16 bytes, not all zero.
public struct TraceID: Sendable, Hashable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64

    /// 32 hexadecimal digits.
    public var description: String { high.hex + low.hex }
}

/// A `traceparent` field, read strictly (section 3.2.2).
struct TraceParent: Hashable {
    let traceID: TraceID
    let parentID: UInt64
    let flags: UInt8

    /// Nil unless it is `version-traceid-parentid-flags` in lower-case digits, with ids that aren't
    /// zero. Later versions than 00 may add fields behind another dash.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 55, bytes[2] == 0x2D, bytes[35] == 0x2D, bytes[52] == 0x2D,
            let version = UInt64(hex: bytes[0..<2]), version != 0xFF,
            bytes.count == 55 || (version > 0 && bytes[55] == 0x2D),
            let high = UInt64(hex: bytes[3..<19]), let low = UInt64(hex: bytes[19..<35]),
            let parent = UInt64(hex: bytes[36..<52]), let flags = UInt64(hex: bytes[53..<55]),
            high | low != 0, parent != 0
        else { return nil }
        traceID = TraceID(high: high, low: low)
        parentID = parent
        self.flags = UInt8(flags)
    }
}

extension UInt64 {
    /// 16 digits.
    public var hex: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Nil unless all are lower-case digits; at most 16.
    fileprivate init?(hex: ArraySlice<UInt8>) {
        var value: UInt64 = 0
        for byte in hex {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt64(byte - 0x30)
            case 0x61...0x66: value = value << 4 | UInt64(byte - 0x61 + 10)
            default: return nil
            }
        }
        self = value
    }
}
