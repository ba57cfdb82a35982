/// A phone number in its canonical form, and what is known of its range.
public struct ParsedPhone: Hashable, Sendable {
    /// `+`, country code and number, digits only (ITU-T E.164).
    public var e164: String
    /// The region that the number belongs to (ISO 3166-1 alpha-2; `001` for numbers that belong to
    /// no country), or nil if its range belongs to none that is known.
    public var region: String?
    /// Whether the number fits a range that its region has given out. The tables are those of
    /// Debian's release, so a false means "look at it", not "refuse it": ranges are opened later.
    public var isValidLooking: Bool
    /// What kind of line the range is for.
    public var type: LineType

    /// A parsed number; callers get one from ``PhoneNumber/parse(_:defaultRegion:)``.
    public init(e164: String, region: String?, isValidLooking: Bool, type: LineType) {
        self.e164 = e164
        self.region = region
        self.isValidLooking = isValidLooking
        self.type = type
    }
}

/// What kind of line a range of numbers is for, in libphonenumber's terms and numbering.
public enum LineType: Int32, Hashable, Sendable, CaseIterable {
    /// A fixed line.
    case fixedLine = 0
    /// A mobile phone.
    case mobile = 1
    /// Either: some countries (the United States) don't tell them apart.
    case fixedLineOrMobile = 2
    /// Free for the caller.
    case tollFree = 3
    /// Dear for the caller.
    case premiumRate = 4
    /// Caller and owner share the cost.
    case sharedCost = 5
    /// Voice over IP.
    case voip = 6
    /// A number that follows its owner.
    case personalNumber = 7
    /// A pager.
    case pager = 8
    /// A company's universal access number.
    case universalAccessNumber = 9
    /// An answering service.
    case voicemail = 10
    /// No known range.
    case unknown = 11
}
