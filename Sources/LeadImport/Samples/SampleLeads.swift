public import LeadlineAPI

/// Made-up requests for car insurance, the same for one seed everywhere; any of them can be made
/// alone. They suit `Examples/insurance.yaml`. Contacts reach nobody (`ReservedContacts`).
public struct SampleLeads: RandomAccessCollection, Sendable {
    /// What they follow from.
    public let seed: UInt64
    /// How many there are.
    public let count: Int
    /// The channel that they go to.
    public let channel: String

    /// Leads of a seed.
    public init(seed: UInt64, count: Int, channel: String = "insurance-web") {
        self.seed = seed
        self.count = count
        self.channel = channel
    }

    /// The first lead's place.
    public var startIndex: Int { 0 }
    /// The place behind the last.
    public var endIndex: Int { count }

    /// A lead, without an idempotency key: whoever sends it knows what makes it the same.
    public subscript(index: Int) -> WireSubmitRequest {
        precondition(indices.contains(index), "there is no such sample")
        var random = SeededRandom(seed: seed, index: index)
        var lead = WireSubmitRequest()
        lead.channelID = channel
        lead.kind = .web
        lead.fields = Self.fields(&random, number: UInt64(index))
        lead.source.medium = random.pick(Self.media)
        lead.source.direction = "inbound"
        lead.subIds.sub1 = "sample-\(seed)"
        lead.subIds.sub2 = String(index)
        return lead
    }

    /// The leads as rows of an import.
    public func rows(importID: String) -> some Sequence<WireImportRow> {
        lazy.enumerated().map { index, lead in
            var row = WireImportRow()
            row.importID = importID
            row.row = Int64(index + 1)
            row.lead = lead
            return row
        }
    }

    private static let media: [(weight: Int, value: String)] = [
        (45, "web"), (25, "ppc"), (15, "social"), (10, "email"), (5, "referral"),
    ]
    private static let states: [(weight: Int, value: String)] = [
        (12, "CA"), (9, "TX"), (7, "FL"), (6, "NY"), (4, "PA"), (4, "IL"), (4, "OH"), (3, "GA"),
        (3, "NC"), (3, "MI"), (2, "NJ"), (2, "VA"), (2, "WA"), (2, "AZ"), (1, "VT"), (1, "WY"),
    ]
    private static let makes = [
        "Chevrolet", "Ford", "Honda", "Hyundai", "Jeep", "Kia", "Nissan", "Subaru", "Tesla",
        "Toyota", "Volkswagen",
    ]
    private static let credit: [(weight: Int, value: String)] = [
        (25, "excellent"), (40, "good"), (25, "fair"), (10, "poor"),
    ]
    private static let coverage: [(weight: Int, value: String)] = [
        (35, "liability"), (50, "full"), (15, "unsure"),
    ]
    private static let accidents: [(weight: Int, value: Int)] = [
        (75, 0), (18, 1), (5, 2), (2, 3),
    ]

    private static func fields(
        _ random: inout SeededRandom, number: UInt64
    ) -> [String: String] {
        var fields: [String: String] = [
            "first_name": ReservedContacts.make(.firstName, number),
            "last_name": ReservedContacts.make(.lastName, number),
            "email": ReservedContacts.make(.email, number),
            "phone": ReservedContacts.make(.phone, number),
            "state": random.pick(states),
            "birth_date": birthDate(&random),
            "vehicle_year": String(Int.random(in: 1998...2025, using: &random)),
            "vehicle_make": makes[Int.random(in: makes.indices, using: &random)],
            "annual_miles": String(Int.random(in: 3...25, using: &random) * 1000),
            "accidents": String(random.pick(accidents)),
            "currently_insured": random.chance(72) ? "yes" : "no",
            "coverage": random.pick(coverage),
        ]
        // Not everybody answers everything: what is missing is undecided, not false.
        if random.chance(85) { fields["credit"] = random.pick(credit) }
        if random.chance(90) { fields["homeowner"] = random.chance(58) ? "yes" : "no" }
        return fields
    }

    private static func birthDate(_ random: inout SeededRandom) -> String {
        let year = Int.random(in: 1945...2006, using: &random)
        let month = Int.random(in: 1...12, using: &random)
        let day = Int.random(in: 1...28, using: &random)
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}
