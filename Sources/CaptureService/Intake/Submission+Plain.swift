import GRPC
import LeadlineAPI
import SwiftProtobuf

/// Reading without the message that SwiftProtobuf would make: no dictionary, and no texts that are
/// only written again.
extension Submission {
    /// - Throws: `NotPlain` for everything that isn't written as usual, which `WireSubmitRequest`
    ///   then has the say on.
    init(plain bytes: UnsafeRawBufferPointer) throws(FieldReader.NotPlain) {
        var reader = FieldReader(bytes)
        var seen: UInt64 = 0
        fields.reserveCapacity(16)
        while let tag = try reader.tag() {
            // A field that comes again overrides the first, or is merged into it.
            if tag.number != 3 {
                guard tag.number < 64, seen & 1 << tag.number == 0 else {
                    throw FieldReader.NotPlain()
                }
                seen |= 1 << tag.number
            }
            switch tag {
            case .delimited(1): channelID = try reader.string()
            case .delimited(2): idempotencyKey = try reader.string()
            case .delimited(3): fields.append(try reader.entry())
            case .varint(4): kind = try reader.enumeration()
            case .delimited(5): source = try reader.encoded(WireSource.self, texts: 1...4)
            case .delimited(6): subIDs = try reader.encoded(WireSubIds.self, texts: 1...12)
            case .delimited(7): consent = try reader.encoded(WireConsent.self, texts: 1...5)
            case .delimited(8): minPayout = try reader.encoded(WireMoney.self)
            case .delimited(9): maxProcessing = try reader.encoded(Google_Protobuf_Duration.self)
            case .varint(10): test = try reader.varint() != 0
            case .delimited(11): capturedAt = try reader.encoded(Google_Protobuf_Timestamp.self)
            case .delimited(12): priorSales = try reader.encoded(WirePriorSales.self)
            default: throw FieldReader.NotPlain()
            }
        }
        try sortFields()
    }

    /// A map has each name once: of several, the last, which the dictionary sees to.
    private mutating func sortFields() throws(FieldReader.NotPlain) {
        fields.sort { $0.key < $1.key }
        for (field, next) in zip(fields, fields.dropFirst()) where field.key == next.key {
            throw FieldReader.NotPlain()
        }
    }
}

extension Submission {
    /// One of the parts as the message that it is. All are well-formed.
    static func decoded<Part: QuickMessage>(_ part: [UInt8]) -> Part {
        (try? Part(quickly: part)) ?? Part()
    }
}

extension FieldReader {
    /// A message as `directBytes` writes it: these very bytes, if they are.
    ///
    /// - Parameter texts: Fields that are texts, from the first on.
    fileprivate mutating func encoded<Part: QuickMessage & DirectMessage>(
        _ type: Part.Type, texts: ClosedRange<UInt64> = 0...0
    ) throws(NotPlain) -> [UInt8] {
        let bytes = try delimited()
        if Self.areTexts(bytes, texts) { return [UInt8](bytes) }
        guard let part = try? Part(quickly: bytes) else { throw NotPlain() }
        return part.directBytes()
    }

    /// Whether bytes are texts alone, each once, in the order of their numbers, none empty, with
    /// the shortest tags and lengths, and in ASCII.
    private static func areTexts(
        _ bytes: UnsafeRawBufferPointer, _ texts: ClosedRange<UInt64>
    ) -> Bool {
        var reader = FieldReader(bytes)
        var last: UInt64 = 0
        var shortest = 0
        do throws(NotPlain) {
            while let tag = try reader.tag() {
                guard tag.isDelimited, tag.number > last, texts.contains(tag.number) else {
                    return false
                }
                last = tag.number
                let text = try reader.delimited()
                guard text.count > 0, text.isASCII else { return false }
                shortest += 1 + (text.count < 0x80 ? 1 : text.count < 0x4000 ? 2 : 3) + text.count
            }
        } catch {
            return false
        }
        return shortest == bytes.count
    }
}
