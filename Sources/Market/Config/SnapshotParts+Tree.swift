extension SnapshotParts {
    /// Adds the groups of the tree. A lead that falls through the last one is UNSOLD, said out
    /// loud (FEATURES G18).
    mutating func addTree(_ campaignPlaces: [String: Int]) {
        var seen: Set<String> = []
        var groupOf = [String?](repeating: nil, count: campaigns.count)
        for (index, group) in draft.tree.enumerated() {
            let path = ConfigPath().key("tree").element("groups", index)
            checkKey(group.key, "The id of a group", path.key("id"))
            check(
                seen.insert(group.key).inserted, path.key("id"),
                "The id \(group.key) is used twice.")
            checkMilliseconds(group.timeoutMilliseconds, 1...60_000, path.key("timeout_ms"))
            check(!group.members.isEmpty, path.key("campaigns"), "The group has no campaigns.")
            var members: [Int] = []
            for (position, key) in group.members.enumerated() {
                let place = path.element("campaigns", position)
                guard let member = campaignPlaces[key] else {
                    check(false, place, "No campaign is called \(key).")
                    continue
                }
                check(
                    groupOf[member] == nil, place,
                    "\(key) stands in the group \(groupOf[member] ?? "") already.")
                check(
                    group.strategy != .fixedPrice || campaigns[member].price.knownPrice != nil,
                    place, "\(key) bids live, and this group pings nobody.")
                groupOf[member] = group.key
                members.append(member)
            }
            let entry = group.entry.flatMap { compiler.compile($0, at: path.key("entry")) }
            tree.append(
                TreeGroup(
                    id: .named(group.key, tenant: tenant), key: group.key,
                    strategy: group.strategy, members: members,
                    timeoutMilliseconds: group.timeoutMilliseconds,
                    entry: entry.map {
                        Filter(id: group.key, predicate: $0, onUnknown: .fail)
                    },
                    onUnsold: group.onUnsold))
        }
    }
}
