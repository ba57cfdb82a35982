/// Countries: what people write, and the two letters that it means (ISO 3166-1 alpha-2).
enum Country {
    /// Longer texts name no country.
    static let bytesMax = 64

    private static let codes: [String: String] = {
        var codes: [String: String] = [:]
        for line in table.split(separator: "\n") {
            let code = String(line.prefix(2))
            codes[code] = code
            codes[String(line.dropFirst(3).prefix(3))] = code
            for name in line.dropFirst(7).split(separator: "|") {
                codes[name.uppercased()] = code
            }
        }
        return codes
    }()

    /// The code that a code or name in any case stands for; nil when it stands for none.
    static func code(_ text: String) -> String? {
        guard text.utf8.count <= bytesMax else { return nil }
        return codes[text] ?? codes[text.uppercased()]
    }
}
