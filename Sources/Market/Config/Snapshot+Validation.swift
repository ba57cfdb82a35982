extension Snapshot {
    /// Checks a market and makes it ready, or throws everything that is wrong with it, each with
    /// its path.
    public static func validated(
        _ draft: MarketDraft, tenant: TenantID, version: Int64
    ) throws(ConfigErrors) -> Snapshot {
        var parts = SnapshotParts(draft, tenant: tenant, version: version)
        parts.checkMarket()
        parts.addScorecards()
        let sellerPlaces = parts.uniquePlaces(
            draft.sellers.enumerated().map { index, seller in
                (seller.key, ConfigPath().element("sellers", index).key("id"))
            }, "seller")
        let buyerPlaces = parts.uniquePlaces(
            draft.buyers.enumerated().map { index, buyer in
                (buyer.key, ConfigPath().element("buyers", index).key("id"))
            }, "buyer")
        let channelPlaces = parts.addSellers(buyerPlaces)
        let campaignPlaces = parts.addBuyers(sellerPlaces, channelPlaces)
        parts.addTree(campaignPlaces)
        let errors = parts.errors + parts.compiler.errors
        guard errors.isEmpty else { throw ConfigErrors(errors) }
        return Snapshot(parts)
    }
}

extension SnapshotParts {
    fileprivate mutating func checkMarket() {
        let root = ConfigPath()
        check(
            (0...10).contains(draft.readyScore), root.key("ready_score"), "A score is 0 to 10.")
        checkMargin(draft.margin, allowNegative: false, root.key("margin"))
        var seen: Set<String> = []
        for (index, field) in draft.fields.enumerated() {
            let path = root.element("fields", index)
            check(
                Self.isFieldName(field.name), path.key("name"),
                "A field's name is 1 to 63 lower-case letters, digits and underscores.")
            check(
                seen.insert(field.name).inserted, path.key("name"),
                "The field \(field.name) is defined twice.")
            check(
                field.type != .enumeration || !field.allowedValues.isEmpty,
                path.key("allowed_values"), "An enum needs its allowed values.")
            check(
                (1...100_000).contains(field.maxLength), path.key("max_length"),
                "The length is 1 to 100,000 characters.")
            check(
                !field.requiredOnPing || field.pii.mayGoOnPing, path.key("required_on_ping"),
                "A field of class \(field.pii.name) may not be on pings.")
        }
    }

    private static func isFieldName(_ name: String) -> Bool {
        (1...63).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_")
            }
    }

    fileprivate mutating func addScorecards() {
        var seen: Set<String> = []
        for (index, draft) in draft.scorecards.enumerated() {
            let path = ConfigPath().element("scorecards", index)
            checkKey(draft.key, "The id of a scorecard", path.key("id"))
            check(
                seen.insert(draft.key).inserted, path.key("id"),
                "The id \(draft.key) is used twice.")
            check(
                draft.cuts.count == 9 && zip(draft.cuts, draft.cuts.dropFirst()).allSatisfy(<),
                path.key("cuts"), "There are nine cut points, each greater than the one before.")
            check(
                draft.criteria.count <= 1000, path.key("criteria"),
                "A scorecard has at most 1,000 criteria.")
            var criteria: [Scorecard.Criterion] = []
            for (index, criterion) in draft.criteria.enumerated() {
                let place = path.element("criteria", index)
                check(
                    criterion.weightMillionths.magnitude <= 1_000_000_000_000,
                    place.key("weight"), "The weight is more than a million.")
                check(
                    !criterion.when.reads(BuiltinField.score.name), place.key("when"),
                    "A score can't depend on the score.")
                if let when = compiler.compile(criterion.when, at: place.key("when")) {
                    criteria.append(
                        .init(
                            key: criterion.key, group: criterion.group, when: when,
                            weight: criterion.weightMillionths))
                }
            }
            scorecards.append(Scorecard(key: draft.key, criteria: criteria, cuts: draft.cuts))
        }
    }
}

extension Predicate {
    /// Whether some test reads the field.
    func reads(_ name: String) -> Bool {
        switch self {
        case .test(let field, _, _): field == name
        case .all(let children), .any(let children): children.contains { $0.reads(name) }
        case .not(let child): child.reads(name)
        }
    }
}
