import Market
import Postgres

/// Lead ids with the least and the greatest of them: an array tells the planner nothing about
/// partitions, its bounds do.
struct LeadBounds {
    let parameters: [PostgresValue]

    /// nil when there are none.
    init?(_ leads: [LeadID]) {
        guard let first = leads.min(), let last = leads.max() else { return nil }
        parameters = [.uuidArray(leads.map(\.uuid)), first.parameter, last.parameter]
    }
}
