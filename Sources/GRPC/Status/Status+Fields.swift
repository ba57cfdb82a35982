import HTTP2

extension Status {
    /// The fields that end a call. Trailing metadata comes behind them.
    ///
    /// - Parameter messageBytesMax: A longer message is cut at a character.
    func fields(trailing: Metadata, messageBytesMax: Int) -> [HeaderField] {
        if code == .ok, message.isEmpty, details.isEmpty, trailing.fields.isEmpty {
            return Self.okFields
        }
        var fields = [HeaderField(name: "grpc-status", value: String(code.rawValue))]
        if !message.isEmpty {
            let text = PercentEncoding.encode(message.prefix(utf8Count: messageBytesMax))
            fields.append(HeaderField(name: "grpc-message", value: text))
        }
        if !details.isEmpty {
            let text = Base64.encode(details)
            fields.append(HeaderField(name: "grpc-status-details-bin", value: text))
        }
        fields.append(contentsOf: trailing.fields)
        return fields
    }

    private static let okFields = [HeaderField(name: "grpc-status", value: "0")]

    /// The status in a block of trailers; `nil` when there is none.
    ///
    /// A status that isn't a number is UNKNOWN, as the specification has it.
    init?(fields: [HeaderField]) {
        guard let codeText = fields.first(where: { $0.name == "grpc-status" })?.value else {
            return nil
        }
        self.init(Int(codeText).map(Code.init(rawValue:)) ?? .unknown)
        for field in fields {
            switch field.name {
            case "grpc-message": message = PercentEncoding.decode(field.value)
            case "grpc-status-details-bin": details = Base64.decode(field.value) ?? []
            default: break
            }
        }
    }
}

extension String {
    /// The longest start of whole characters that has at most so many UTF-8 bytes.
    fileprivate func prefix(utf8Count: Int) -> String {
        guard utf8.count > utf8Count else { return self }
        var count = 0
        return String(
            prefix {
                count += $0.utf8.count; return count <= utf8Count
            })
    }
}
