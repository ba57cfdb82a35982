import Postgres

extension Statement {
    /// The statement on one line, with its parameters replaced by expressions.
    func filled(_ arguments: [String]) -> String {
        var text = ""
        var number: Int?
        for character in sql + " " {
            if let digits = number {
                if let digit = character.wholeNumberValue {
                    number = digits * 10 + digit
                    continue
                }
                text += arguments[digits - 1]
                number = nil
            }
            if character == "$" {
                number = 0
            } else {
                text.append(character.isNewline ? " " : character)
            }
        }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
