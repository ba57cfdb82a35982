/// One line of the log, before it is written.
struct LogLine {
    /// A longer message or value is cut: a log line is for reading.
    static let charactersMax = 2_000

    var microseconds: Int64
    var level: String
    var service: String
    var message: String
    var pairs: [(String, String)] = []

    /// The line with its line end.
    func rendered(_ format: LogFormat) -> String {
        switch format {
        case .text: text
        case .json: json
        }
    }

    private var text: String {
        var line = "\(WallClock.text(microseconds: microseconds)) \(level) \(service) "
        line += Self.plain(message)
        for (name, value) in pairs {
            let value = Self.plain(value)
            let needsQuotes = value.isEmpty || value.contains(" ")
            line += needsQuotes ? " \(name)=\"\(value)\"" : " \(name)=\(value)"
        }
        return line + "\n"
    }

    private var json: String {
        var line = "{\"time\":\"\(WallClock.text(microseconds: microseconds))\""
        let fixed = [("level", level), ("service", service), ("message", message)]
        for (name, value) in fixed + pairs {
            line += ",\"\(Self.escaped(name))\":\"\(Self.escaped(value))\""
        }
        return line + "}\n"
    }

    /// One line, whatever the text holds.
    private static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(charactersMax).map { $0.value < 0x20 ? " " : $0 }))
    }

    /// A JSON string's inside (RFC 8259 section 7).
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(charactersMax) {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
