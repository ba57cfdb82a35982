import Postgres
import Store

/// A tenant in numbers, as the database has them now.
struct TenantStatus: Sendable {
    let name: String
    /// 0: no market yet.
    let version: Int64
    let leads: Int64
    let pending: Int64
    /// Buyers' notices that wait for an acknowledgement.
    let outbox: Int64
    /// Words of buyers that routing hasn't taken in yet.
    let inbox: Int64

    static func all(in store: Store) async throws -> [TenantStatus] {
        try await store.client.run(question).map { row in
            TenantStatus(
                name: try row.text(0), version: try row.int64(1), leads: try row.int64(2),
                pending: try row.int64(3), outbox: try row.int64(4), inbox: try row.int64(5))
        }
    }

    static func lines(_ all: [TenantStatus]) -> [String] {
        var table = TextTable([
            ("tenant", .left), ("market", .right), ("leads", .right), ("pending", .right),
            ("outbox", .right), ("inbox", .right),
        ])
        for tenant in all {
            let numbers = [tenant.leads, tenant.pending, tenant.outbox, tenant.inbox]
            table.add(
                [tenant.name, tenant.version == 0 ? "none" : String(tenant.version)]
                    + numbers.map { Wording.text($0) })
        }
        return table.isEmpty ? ["There is no tenant yet."] : table.lines()
    }

    // It reads all leads of all tenants: for people, once in a while.
    private static let question = Statement(
        "tenant_status",
        """
        select t.name,
            coalesce((select max(version) from market_versions v
                where v.tenant_id = t.tenant_id), 0),
            (select count(*) from leads l where l.tenant_id = t.tenant_id),
            (select count(*) from leads l where l.tenant_id = t.tenant_id and outcome = 1),
            (select count(*) from outbox o where o.tenant_id = t.tenant_id),
            (select count(*) from inbox i where i.tenant_id = t.tenant_id)
        from tenants t order by t.name
        """, idempotent: true)
}
