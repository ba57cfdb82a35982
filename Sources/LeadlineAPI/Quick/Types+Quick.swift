public import GRPC

extension WireSource: QuickMessage {
    public mutating func readField(
        _ tag: FieldReader.Tag, _ reader: inout FieldReader
    ) throws(FieldReader.NotPlain) -> Bool {
        switch tag {
        case .delimited(1): medium = try reader.string()
        case .delimited(2): detail = try reader.string()
        case .delimited(3): pageURL = try reader.string()
        case .delimited(4): direction = try reader.string()
        default: return false
        }
        return true
    }
}

extension WireSubIds: QuickMessage {
    public mutating func readField(
        _ tag: FieldReader.Tag, _ reader: inout FieldReader
    ) throws(FieldReader.NotPlain) -> Bool {
        switch tag {
        case .delimited(1): sub1 = try reader.string()
        case .delimited(2): sub2 = try reader.string()
        case .delimited(3): sub3 = try reader.string()
        case .delimited(4): sub4 = try reader.string()
        case .delimited(5): sub5 = try reader.string()
        case .delimited(6): clickID = try reader.string()
        case .delimited(7): sourceID = try reader.string()
        case .delimited(8): utmSource = try reader.string()
        case .delimited(9): utmMedium = try reader.string()
        case .delimited(10): utmCampaign = try reader.string()
        case .delimited(11): utmTerm = try reader.string()
        case .delimited(12): utmContent = try reader.string()
        default: return false
        }
        return true
    }
}

extension WireConsent: QuickMessage {
    public mutating func readField(
        _ tag: FieldReader.Tag, _ reader: inout FieldReader
    ) throws(FieldReader.NotPlain) -> Bool {
        switch tag {
        case .delimited(1): text = try reader.string()
        case .delimited(2): textHash = try reader.string()
        case .delimited(3): pageURL = try reader.string()
        case .delimited(4): ip = try reader.string()
        case .delimited(5): userAgent = try reader.string()
        case .delimited(6): givenAt = try reader.message(isPresent: hasGivenAt)
        case .delimited(7): method = try reader.string()
        case .delimited(8): namedParties.append(try reader.string())
        case .delimited(9): trustedFormURL = try reader.string()
        case .delimited(10): jornayaLeadID = try reader.string()
        default: return false
        }
        return true
    }
}
