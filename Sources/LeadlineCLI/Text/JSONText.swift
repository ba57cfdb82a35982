import Foundation
import SwiftProtobuf

/// JSON for programs.
enum JSONText {
    /// A value of ours; keys are sorted, so that equal values give equal text.
    static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A message, by the names of its fields in the protocol.
    static func of(message: some Message) throws -> String {
        var options = JSONEncodingOptions()
        options.preserveProtoFieldNames = true
        return try message.jsonString(options: options)
    }
}
