public import Market
import Postgres

extension Store {
    /// The key with this SHA-256, whatever its state; nil when there is none. Check that it is
    /// neither revoked nor expired.
    public nonisolated(nonsending) func key(hash: [UInt8]) async throws -> StoredKey? {
        try await client.run(Self.readKey, [.bytes(hash)]).first.map(StoredKey.init)
    }

    /// All keys of all tenants that work now, for the cache of an edge service.
    public nonisolated(nonsending) func liveKeys() async throws -> [StoredKey] {
        try await client.run(Self.readLiveKeys).map(StoredKey.init)
    }

    /// All keys of a tenant, revoked ones too.
    public nonisolated(nonsending) func keys(tenant: TenantID) async throws -> [StoredKey] {
        try await client.run(Self.readKeys, [tenant.parameter]).map(StoredKey.init)
    }

    /// Stores a key that was made by hand; markets leave it alone.
    /// - Throws: ``StoreError/Code/taken`` when its hash is stored already
    public nonisolated(nonsending) func create(_ key: StoredKey) async throws {
        let made = try await client.run(
            Self.createKey,
            [
                .bytes(key.hash), key.tenant.parameter, .int2(key.role.rawValue),
                .text(key.party), key.channel.map { .text($0) } ?? .null,
                .textArray(key.scopes), .text(key.label),
                key.expiresAtMicros.map { .timestamp($0) } ?? .null,
            ])
        if made.isEmpty { throw StoreError(.taken, "This API key is stored already.") }
    }

    /// Revokes a key, for good: a market that lists it doesn't bring it back. Whether the tenant
    /// has it.
    public nonisolated(nonsending) func revokeKey(
        tenant: TenantID, hash: [UInt8]
    ) async throws -> Bool {
        try await client.run(Self.revokeKey, [tenant.parameter, .bytes(hash)]).affected > 0
    }

    private static let readKey = Statement(
        "read_key", "select \(StoredKey.columns) from api_keys where key_hash = $1",
        idempotent: true)

    private static let readLiveKeys = Statement(
        "read_live_keys",
        """
        select \(StoredKey.columns) from api_keys
        where revoked_at is null and (expires_at is null or expires_at > now())
        """, idempotent: true)

    private static let readKeys = Statement(
        "read_keys",
        """
        select \(StoredKey.columns) from api_keys where tenant_id = $1
        order by role, party_id, created_at
        """, idempotent: true)

    private static let createKey = Statement(
        "create_key",
        """
        insert into api_keys (key_hash, tenant_id, role, party_id, channel_id, scopes, label,
            expires_at, source)
        values ($1, $2, $3, $4, $5::text, $6, $7, $8::timestamptz, 'keys')
        on conflict (key_hash) do nothing returning key_hash
        """)

    private static let revokeKey = Statement(
        "revoke_key",
        """
        update api_keys set revoked_at = coalesce(revoked_at, now()), source = 'keys'
        where tenant_id = $1 and key_hash = $2
        """, idempotent: true)
}

extension StoredKey {
    static let columns = """
        key_hash, tenant_id, role, party_id, channel_id, scopes, label, expires_at, revoked_at
        """

    init(_ row: PostgresRow) throws {
        guard let role = KeyRole(rawValue: Int16(clamping: try row.int(2))) else {
            throw StoreError(.unknownValue, "An API key has a role that isn't known.")
        }
        self.init(
            hash: try row.bytes(0), tenant: try row.id(1), role: role, party: try row.text(3),
            channel: try row.textOrNil(4), scopes: try row.textArray(5).compactMap { $0 },
            label: try row.text(6), expiresAtMicros: try row.timestampMicrosecondsOrNil(7),
            revokedAtMicros: try row.timestampMicrosecondsOrNil(8))
    }
}
