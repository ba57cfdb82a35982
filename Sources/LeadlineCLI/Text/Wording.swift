import LeadlineAPI
import Market
import SwiftProtobuf

/// How values of the protocol are shown.
enum Wording {
    /// "1,012.50 USD": two decimals at least.
    static func text(_ money: WireMoney) -> String {
        let digits = Decimal.text(micros: money.micros, digits: 2)
        let point = digits.firstIndex(of: ".") ?? digits.endIndex
        let whole = text(money.micros / 1_000_000)
        // Of -0.50 the whole part has no sign.
        let sign = money.micros < 0 && !whole.hasPrefix("-") ? "-" : ""
        return sign + whole + digits[point...] + " " + money.currency
    }

    /// Amounts of several currencies in one cell.
    static func text(_ amounts: [WireMoney]) -> String {
        amounts.isEmpty ? "0.00" : amounts.map(text).joined(separator: " + ")
    }

    /// "sold".
    static func text(_ outcome: WireOutcome) -> String {
        switch outcome {
        case .unspecified: "unknown"
        case .pending: "pending"
        case .sold: "sold"
        case .unsold: "unsold"
        case .rejected: "rejected"
        case .duplicate: "duplicate"
        case .queued: "queued"
        case .stored: "stored"
        case .assigned: "assigned"
        case .error: "error"
        case .UNRECOGNIZED(let number): "outcome \(number)"
        }
    }

    /// "E_FILTER".
    static func text(_ code: WireReasonCode) -> String {
        (try? ReasonCode(wire: code))?.name ?? "code \(code.rawValue)"
    }

    /// "E_FILTER min_income: income gte 50000, got 12000".
    static func text(_ reason: WireReason) -> String {
        var text = text(reason.code)
        if !reason.subjectID.isEmpty { text += " " + reason.subjectID }
        let test = [reason.field, reason.op, reason.want].filter { !$0.isEmpty }
        if !test.isEmpty { text += ": " + test.joined(separator: " ") }
        if !reason.got.isEmpty { text += ", got " + reason.got }
        if !reason.partyCode.isEmpty { text += " (" + reason.partyCode + ")" }
        if reason.hasMinToWin { text += ", \(Self.text(reason.minToWin)) would have won" }
        return text
    }

    /// "E_FILTER × 3".
    static func text(_ count: WireReasonCount) -> String {
        "\(text(count.code)) × \(count.count)"
    }

    /// How a candidate answered its ping; empty when it wasn't asked.
    static func text(_ outcome: WireBidOutcome) -> String {
        switch outcome {
        case .unspecified: ""
        case .bid: "bid"
        case .noBid: "no bid"
        case .timeout: "timeout"
        case .late: "late"
        case .invalid: "invalid"
        case .transport: "no stream"
        case .UNRECOGNIZED(let number): "outcome \(number)"
        }
    }

    /// A sale's state.
    static func text(_ state: WireSaleState) -> String {
        switch state {
        case .unspecified: "unknown state"
        case .awarded: "awarded"
        case .confirmed: "confirmed"
        case .rejected: "declined"
        case .unknown: "unanswered"
        case .voided: "voided"
        case .returned: "returned"
        case .UNRECOGNIZED(let number): "state \(number)"
        }
    }

    /// RFC 3339 in UTC.
    static func text(_ time: Google_Protobuf_Timestamp) -> String {
        (try? time.microseconds()).map(Moment.text(micros:)) ?? "unknown time"
    }

    /// "12,345".
    static func text(_ number: Int64) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + text
    }

    /// "12.3 ms".
    static func milliseconds(_ microseconds: Int64) -> String {
        let tenths = (microseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10) ms"
    }

    /// "52.4 %"; "–" of nothing.
    static func share(_ part: Int64, of whole: Int64) -> String {
        guard whole > 0 else { return "–" }
        let tenths = (part * 1000 + whole / 2) / whole
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
