public import GRPC

extension WireSubmitRequest: QuickMessage {
    public mutating func readField(
        _ tag: FieldReader.Tag, _ reader: inout FieldReader
    ) throws(FieldReader.NotPlain) -> Bool {
        switch tag {
        case .delimited(1): channelID = try reader.string()
        case .delimited(2): idempotencyKey = try reader.string()
        case .delimited(3): try reader.entries(tag, into: &fields)
        case .varint(4): kind = try reader.leadKind()
        case .delimited(5): source = try reader.message(isPresent: hasSource)
        case .delimited(6): subIds = try reader.message(isPresent: hasSubIds)
        case .delimited(7): consent = try reader.message(isPresent: hasConsent)
        case .varint(10): test = try reader.varint() != 0
        case .delimited(11): capturedAt = try reader.message(isPresent: hasCapturedAt)
        default: return false
        }
        return true
    }
}

extension WirePingRequest: QuickMessage {
    public mutating func readField(
        _ tag: FieldReader.Tag, _ reader: inout FieldReader
    ) throws(FieldReader.NotPlain) -> Bool {
        switch tag {
        case .delimited(1): channelID = try reader.string()
        case .delimited(2): idempotencyKey = try reader.string()
        case .delimited(3): try reader.entries(tag, into: &fields)
        case .varint(4): kind = try reader.leadKind()
        case .delimited(5): source = try reader.message(isPresent: hasSource)
        case .delimited(6): subIds = try reader.message(isPresent: hasSubIds)
        default: return false
        }
        return true
    }
}

extension WirePostRequest: QuickMessage {
    public mutating func readField(
        _ tag: FieldReader.Tag, _ reader: inout FieldReader
    ) throws(FieldReader.NotPlain) -> Bool {
        switch tag {
        case .delimited(1): pingID = try reader.string()
        case .delimited(3): idempotencyKey = try reader.string()
        case .delimited(4): try reader.entries(tag, into: &fields)
        case .delimited(5): consent = try reader.message(isPresent: hasConsent)
        case .delimited(7): capturedAt = try reader.message(isPresent: hasCapturedAt)
        default: return false
        }
        return true
    }
}

extension WireImportRow: QuickMessage {
    public mutating func readField(
        _ tag: FieldReader.Tag, _ reader: inout FieldReader
    ) throws(FieldReader.NotPlain) -> Bool {
        switch tag {
        case .delimited(1): importID = try reader.string()
        case .varint(2): row = Int64(bitPattern: try reader.varint())
        case .delimited(3): lead = try reader.message(isPresent: hasLead)
        case .varint(4): dryRun = try reader.varint() != 0
        default: return false
        }
        return true
    }
}

extension FieldReader {
    /// Enums travel as 32 bits.
    fileprivate mutating func leadKind() throws(NotPlain) -> WireLeadKind {
        WireLeadKind(rawValue: Int(Int32(truncatingIfNeeded: try varint()))) ?? .unspecified
    }
}
