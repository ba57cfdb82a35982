public import Market
import Postgres

/// A tenant: one exchange among many on the same servers.
public struct Tenant: Sendable, Hashable {
    /// Its id.
    public let id: TenantID
    /// Its name, unique.
    public let name: String
}

extension Store {
    /// All tenants, by name.
    public nonisolated(nonsending) func tenants() async throws -> [Tenant] {
        try await client.run(Self.readTenants).map {
            Tenant(id: try $0.id(0), name: try $0.text(1))
        }
    }

    /// The tenant of this name, made with `id` when there is none.
    public nonisolated(nonsending) func tenant(
        named name: String, creatingWith id: TenantID
    ) async throws -> Tenant {
        if let found = try await tenant(named: name) { return found }
        _ = try await client.run(Self.createTenant, [id.parameter, .text(name)])
        guard let made = try await tenant(named: name) else {
            throw StoreError(.taken, "Another tenant has this id.")
        }
        return made
    }

    /// The tenant of this name; nil when there is none.
    public nonisolated(nonsending) func tenant(named name: String) async throws -> Tenant? {
        try await client.run(Self.readTenant, [.text(name)]).first.map {
            Tenant(id: try $0.id(0), name: name)
        }
    }

    private static let readTenants = Statement(
        "read_tenants", "select tenant_id, name from tenants order by name", idempotent: true)

    private static let readTenant = Statement(
        "read_tenant", "select tenant_id from tenants where name = $1", idempotent: true)

    private static let createTenant = Statement(
        "create_tenant",
        "insert into tenants (tenant_id, name) values ($1, $2) on conflict do nothing",
        idempotent: true)
}
