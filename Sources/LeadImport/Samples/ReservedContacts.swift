/// Contacts that reach nobody, made from a number and always the same for it.
///
/// Phones are 555-0100 to 555-0199 of the area codes of the United States, the range that the
/// North American Numbering Plan keeps for fiction: 33,700 in all, so numbers that differ by a
/// multiple of that share a phone. E-mail addresses are at example.com (RFC 2606), one a number.
public enum ReservedContacts {
    /// What can be made.
    public enum Kind: String, Sendable, CaseIterable {
        /// A phone number in E.164.
        case phone
        /// An e-mail address.
        case email
        /// A first name.
        case firstName = "first_name"
        /// A last name.
        case lastName = "last_name"
    }

    /// The contact of a number.
    public static func make(_ kind: Kind, _ number: UInt64) -> String {
        switch kind {
        case .phone: phone(number)
        case .email: "lead-\(number)@example.com"
        case .firstName: name(number, firstNames, salt: 1)
        case .lastName: name(number, lastNames, salt: 2)
        }
    }

    /// How many phones there are.
    public static var phoneCount: Int { areaCodes.count * 100 }

    private static func phone(_ number: UInt64) -> String {
        let place = Int(number % UInt64(phoneCount))
        let line = 100 + place / areaCodes.count
        return "+1\(areaCodes[place % areaCodes.count])5550\(line)"
    }

    private static func name(_ number: UInt64, _ names: [String], salt: UInt64) -> String {
        var random = SeededRandom(seed: number &* 4 &+ salt)
        return names[Int(random.next() % UInt64(names.count))]
    }

    static let firstNames = [
        "Aarav", "Ada", "Aisha", "Amara", "Ananya", "Andre", "Asha", "Ben", "Carlos", "Chen",
        "Clara", "Daniel", "Dev", "Elena", "Emma", "Farid", "Grace", "Hana", "Ines", "Ivan",
        "James", "Kofi", "Lena", "Leo", "Lucia", "Maya", "Mei", "Nadia", "Noah", "Olga", "Omar",
        "Priya", "Ravi", "Rosa", "Sam", "Sofia", "Tara", "Tomas", "Yuki", "Zoe",
    ]

    static let lastNames = [
        "Adeyemi", "Ahmed", "Alvarez", "Andersson", "Baker", "Bauer", "Chen", "Costa", "Das",
        "Diaz", "Dubois", "Evans", "Fernandez", "Fischer", "Garcia", "Gupta", "Haddad", "Hughes",
        "Ito", "Jensen", "Johnson", "Kim", "Kowalski", "Kumar", "Lee", "Lopez", "Mehta", "Moreau",
        "Nair", "Novak", "Okafor", "Patel", "Reyes", "Rossi", "Schmidt", "Shah", "Silva", "Smith",
        "Tanaka", "Williams",
    ]
}
