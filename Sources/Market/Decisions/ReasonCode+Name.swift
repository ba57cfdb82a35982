extension ReasonCode: CustomStringConvertible {
    /// The text form used in logs, reports and configuration, e.g. "E_FILTER".
    public var name: String { Self.names[nameIndex] }

    /// The code with this text form, or nil.
    public init?(name: String) {
        guard let index = Self.names.firstIndex(of: name) else { return nil }
        self = Self.allCases[index]
    }

    /// The text form, see `name`.
    public var description: String { name }

    /// The part of the exchange that speaks.
    public var family: Family { Family(rawValue: rawValue / 100)! }

    /// Families are the hundreds of the code's number.
    public enum Family: Int32, Sendable, Hashable, CaseIterable {
        case capture = 1
        case eligibility = 2
        case bid = 3
        case loss = 4
        case post = 5
        case sale = 6
    }

    /// Codes are dense within a family, so a name is found without a search.
    private var nameIndex: Int {
        Self.familyStart[Int(family.rawValue)] + Int(rawValue % 100) - 1
    }

    private static let familyStart = [0, 0, 21, 49, 54, 64, 71]

    private static let names: [String] = [
        "C_AUTH",
        "C_CHANNEL_INACTIVE",
        "C_MISSING_FIELD",
        "C_INVALID_FIELD",
        "C_DUPLICATE",
        "C_SUPPRESSED",
        "C_BLOCKED",
        "C_DNC",
        "C_LITIGATOR",
        "C_CONSENT_MISSING",
        "C_CONSENT_INVALID",
        "C_CONSENT_EXPIRED",
        "C_QUALITY",
        "C_QUARANTINED",
        "C_CAP",
        "C_RATE_LIMIT",
        "C_PING_UNKNOWN",
        "C_PING_EXPIRED",
        "C_PING_CONSUMED",
        "C_PING_MISMATCH",
        "C_DEADLINE",
        "E_PAUSED",
        "E_DISABLED",
        "E_CIRCUIT_OPEN",
        "E_SCHEDULE",
        "E_CAP_SENT",
        "E_CAP_SOLD",
        "E_BUDGET",
        "E_BALANCE",
        "E_CONCURRENCY",
        "E_PACED",
        "E_FILTER",
        "E_SELLER_DENIES_BUYER",
        "E_BUYER_DENIES_SELLER",
        "E_SOURCE",
        "E_DUPLICATE_BUYER",
        "E_DO_NOT_PRESENT",
        "E_ALREADY_SOLD_HERE",
        "E_GROUP_REJECT",
        "E_CONSENT_NOT_NAMED",
        "E_CHAIN_LOOP",
        "E_TOO_OLD",
        "E_TEST_ONLY",
        "E_NO_AGENT",
        "E_LANGUAGE",
        "E_SKILL",
        "E_GEO",
        "E_TIMEZONE",
        "E_QUOTA",
        "B_NOBID",
        "B_TIMEOUT",
        "B_LATE",
        "B_INVALID",
        "B_TRANSPORT",
        "L_BELOW_FLOOR",
        "L_MARGIN",
        "L_OUTBID",
        "L_PRIORITY",
        "L_NOT_IN_BEST_SET",
        "L_TIE",
        "L_QUALITY_RANK",
        "L_SELLER_DECLINED",
        "L_OFFER_EXPIRED",
        "L_CONSUMER_NOT_PICKED",
        "P_ACCEPTED",
        "P_REJECTED",
        "P_DUPLICATE",
        "P_COUNTER",
        "P_ERROR",
        "P_UNKNOWN",
        "P_VOIDED",
        "S_RETURNED",
        "S_ADJUSTED",
        "S_CHARGED_BACK",
    ]
}
