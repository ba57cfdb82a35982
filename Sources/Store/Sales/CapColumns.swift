/// The caps of a batch of awards as `award_sales` takes them: each allowance once, and which item
/// draws on which.
struct CapColumns {
    /// What a row of `allowances` is found by, apart from the tenant.
    struct Key: Hashable {
        let campaign: String
        let cap: String
        let window: String
    }

    private(set) var allowances: [Key] = []
    /// The item, from 1, of each claim; ascending.
    private(set) var items: [Int32?] = []
    /// The allowance, from 1, of each claim.
    private(set) var places: [Int32?] = []
    private(set) var limits: [Int64?] = []

    init(_ sales: [NewSale]) {
        var known: [Key: Int32] = [:]
        for (index, sale) in sales.enumerated() {
            for claim in sale.caps {
                let key = Key(campaign: sale.campaign, cap: claim.cap, window: claim.window)
                var place = known[key]
                if place == nil {
                    allowances.append(key)
                    place = Int32(allowances.count)
                    known[key] = place
                }
                items.append(Int32(index + 1))
                places.append(place)
                limits.append(claim.limit)
            }
        }
    }
}
