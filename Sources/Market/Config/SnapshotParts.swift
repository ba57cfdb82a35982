/// What a validation has gathered so far. Its extensions check one kind of thing each.
struct SnapshotParts {
    let draft: MarketDraft
    let tenant: TenantID
    let version: Int64
    let schema: FieldSchema
    var compiler: PredicateCompiler
    var errors: [ConfigError] = []
    var scorecards: [Scorecard] = []
    var sellers: [Seller] = []
    var channels: [Channel] = []
    var buyers: [Buyer] = []
    var campaigns: [Campaign] = []
    var tree: [TreeGroup] = []

    init(_ draft: MarketDraft, tenant: TenantID, version: Int64) {
        self.draft = draft
        self.tenant = tenant
        self.version = version
        schema = FieldSchema(draft.fields)
        compiler = PredicateCompiler(schema: schema, currency: draft.currency)
    }

    var externalTests: [ExternalTest] { compiler.externalTests }
    var currency: Currency { draft.currency }

    mutating func check(_ holds: Bool, _ path: ConfigPath, _ message: String) {
        if !holds { errors.append(ConfigError(path, message)) }
    }

    /// Keys name things in logs, ids and URLs: letters, digits, and -_. only.
    mutating func checkKey(_ key: String, _ what: String, _ path: ConfigPath) {
        let fits = key.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                || $0 == 45 || $0 == 46 || $0 == 95
        }
        check(
            fits && (1...100).contains(key.utf8.count), path,
            "\(what) is 1 to 100 letters, digits and -_. characters.")
    }

    /// The places of keys, sorted; unknown keys are errors.
    mutating func places(
        of keys: [String], among known: [String: Int], _ what: String, _ path: ConfigPath,
        _ member: String
    ) -> [Int] {
        var places: [Int] = []
        for (index, key) in keys.enumerated() {
            if let place = known[key] {
                places.append(place)
            } else {
                check(false, path.element(member, index), "No \(what) is called \(key).")
            }
        }
        return places.sortedUnique()
    }

    /// The place of each key, for looking up; keys that occur twice are errors.
    mutating func uniquePlaces(
        _ keys: [(key: String, path: ConfigPath)], _ what: String
    ) -> [String: Int] {
        var places: [String: Int] = [:]
        for (index, entry) in keys.enumerated() {
            checkKey(entry.key, "The id of a \(what)", entry.path)
            check(places[entry.key] == nil, entry.path, "The id \(entry.key) is used twice.")
            places[entry.key] = index
        }
        return places
    }

    /// A price is positive, in the tenant's currency, and a whole number of minor units.
    mutating func checkPrice(_ price: Money?, mayBeZero: Bool = false, _ path: ConfigPath) {
        guard let price else { return }
        check(price.currency == currency, path, "Prices are in \(currency).")
        check(price.isWholeMinorUnits, path, MoneyError.notWholeMinorUnits.message)
        check(
            price.micros > 0 || (mayBeZero && price.micros == 0), path,
            mayBeZero ? "The amount must not be negative." : "The price must be more than 0.")
        check(price.micros <= Self.maxPriceMicros, path, "The price is more than a million.")
    }

    mutating func checkMargin(_ margin: Margin?, allowNegative: Bool, _ path: ConfigPath) {
        switch margin {
        case nil: break
        case .fixed(let amount):
            check(amount.currency == currency, path, "Prices are in \(currency).")
            check(amount.isWholeMinorUnits, path, MoneyError.notWholeMinorUnits.message)
            check(
                amount.micros >= 0 || allowNegative, path,
                "A negative margin needs allow_negative_margin.")
            check(
                amount.micros.magnitude <= Self.maxPriceMicros.magnitude, path,
                "The margin is more than a million.")
        case .ofPrice(let points), .ofPayout(let points):
            check(
                (0..<10_000).contains(points), path.key("basis_points"),
                "A margin is 0 to 9,999 basis points.")
        }
    }

    mutating func checkMilliseconds(_ value: Int64, _ range: ClosedRange<Int64>, _ path: ConfigPath)
    {
        check(
            range.contains(value), path,
            "The time is \(range.lowerBound) to \(range.upperBound) milliseconds.")
    }

    /// A million units of any currency: far above a lead's price, far below an overflow.
    static let maxPriceMicros: Int64 = 1_000_000_000_000
}
