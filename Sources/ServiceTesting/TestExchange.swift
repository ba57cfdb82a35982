public import GRPC
public import LeadlineAPI
import Logging
public import Market
public import Postgres
public import PostgresTesting
public import Reactor
public import ServiceHost
public import Store
import SwiftProtobuf
import Synchronization
import Vault

/// An exchange for one test: a schema of its own, a tenant with a market, keys, and whichever
/// services the test starts, all in this process on one loop.
public final class TestExchange: Sendable {
    /// The schema.
    public let database: PostgresSettings
    /// The loop that everything runs on.
    public let loops: EventLoopGroup
    /// The test's own connections.
    public let client: PostgresClient
    /// The test's own store.
    public let store: Store
    /// The keys that markets list, and those that tests make.
    public let keys = TestKeys()
    /// What services show one another.
    public let token = "test-service-token-of-32-letters"

    private let masterKeys = MasterKeys.makeEntry(id: 1)
    private let hosts = Mutex<[RunningHost]>([])
    private let channels = Mutex<[GRPCChannel]>([])

    private init(_ database: PostgresSettings) throws {
        self.database = database
        loops = try EventLoopGroup(count: 1)
        client = PostgresClient(
            settings: database, loop: loops.loops[0], connections: 2, logger: .silent)
        store = Store(client: client)
    }

    /// Runs a test on an exchange of its own, on its loop, and stops all that it started.
    public static func run<R: Sendable>(
        _ body: @escaping @Sendable (TestExchange) async throws -> R
    ) async throws -> R {
        try await TestSlots.shared.run {
            try await TestSchemas.pool.withSchema { database in
                try await run(on: database, body)
            }
        }
    }

    /// The same on a PostgreSQL of its own, which the test may stop and start.
    public static func runOnOwnCluster<R: Sendable>(
        _ body: @escaping @Sendable (TestExchange, PrivateCluster) async throws -> R
    ) async throws -> R {
        try await TestSlots.shared.run {
            let cluster = try await PrivateCluster.start()
            let result: Result<R, any Error>
            do {
                let database = cluster.settings()
                try await TestSchemas.migrate(database)
                result = .success(try await run(on: database) { try await body($0, cluster) })
            } catch {
                result = .failure(error)
            }
            await cluster.delete()
            return try result.get()
        }
    }

    private static func run<R: Sendable>(
        on database: PostgresSettings,
        _ body: @escaping @Sendable (TestExchange) async throws -> R
    ) async throws -> R {
        let exchange = try TestExchange(database)
        let result = await Task(executorPreference: exchange.loops.loops[0]) {
            try await body(exchange)
        }.result
        await exchange.stop()
        return try result.get()
    }

    private func stop() async {
        for channel in channels.withLock({ $0 }) { await channel.shutdown() }
        for host in hosts.withLock({ $0 }).reversed() { await host.shutdown() }
        await client.close()
        loops.shutdown()
    }

    /// A tenant, made when there is none of this name.
    public func tenant(_ name: String = "acme") async throws -> TenantID {
        let id = TenantID(LeadIDs().next())
        return try await store.tenant(named: name, creatingWith: id).id
    }

    /// Stores a market's next version with the keys that it lists, and lets services that run
    /// look at once, unless the test is about their own looking.
    @discardableResult
    public func apply(
        _ market: WireMarket, to tenant: TenantID, telling: Bool = true
    ) async throws -> Int64 {
        let bytes: [UInt8] = try market.serializedBytes()
        let outcome = try await store.apply(
            NewMarket(
                tenant: tenant, document: "test", market: bytes,
                checksum: SHA256.digest(of: bytes).bytes, appliedBy: "test",
                keys: Self.keys(of: market)))
        guard case .applied(let version) = outcome else {
            throw HostError(.notMigrated, "The market wasn't applied.")
        }
        if telling {
            for host in hosts.withLock({ $0 }) { try await host.resources.markets.refresh() }
        }
        return version
    }

    /// A key that no market lists; its name gives it back from `keys`.
    public func makeKey(
        _ name: String, _ role: KeyRole, of tenant: TenantID, party: String = "",
        channel: String? = nil, scopes: [String] = [], expiresAtMicros: Int64? = nil
    ) async throws {
        try await store.create(
            StoredKey(
                hash: keys.hash(name), tenant: tenant, role: role, party: party,
                channel: channel, scopes: scopes, expiresAtMicros: expiresAtMicros))
    }

    /// Starts a service on a free port.
    ///
    /// - Parameter services: Where the services are that it calls.
    public func start(
        _ definition: ServiceDefinition, calling services: [ServiceKind: Int] = [:],
        adjust: (inout HostSettings) -> Void = { _ in }
    ) async throws -> RunningHost {
        var settings = try HostSettings(
            definition.kind,
            environment: [
                "LEADLINE_DATABASE_URL": "postgres://replaced@localhost/below",
                "LEADLINE_SERVICE_TOKEN": token, "LEADLINE_MASTER_KEYS": masterKeys,
                "LEADLINE_LISTEN": "127.0.0.1:0", "LEADLINE_STOP_WAIT_S": "2",
                "LEADLINE_DATABASE_CONNECTIONS": "2",
            ])
        settings.database = database
        for (service, port) in services { settings.addresses[service] = ["127.0.0.1:\(port)"] }
        adjust(&settings)
        let host = try await RunningHost.start(
            definition, settings: settings, loops: loops, logger: .silent)
        hosts.withLock { $0.append(host) }
        return host
    }

    /// A client of a port of this machine.
    public func channel(to port: Int) throws -> GRPCChannel {
        let channel = try GRPCChannel(
            targets: ["127.0.0.1:\(port)"], loops: loops, logger: .silent)
        channels.withLock { $0.append(channel) }
        return channel
    }

    /// Options that show a key of `keys`.
    public func options(_ key: String, timeout: Duration = .seconds(20)) throws -> CallOptions {
        CallOptions(timeout: timeout, metadata: try Self.bearer(keys[key]))
    }

    /// Options that show the service token, for a tenant.
    public func serviceOptions(
        _ tenant: TenantID, timeout: Duration = .seconds(20)
    ) throws -> CallOptions {
        var metadata = try Self.bearer(token)
        try metadata.append("leadline-tenant", tenant.description)
        return CallOptions(timeout: timeout, metadata: metadata)
    }

    /// The key in the metadata where it belongs.
    public static func bearer(_ key: String) throws -> Metadata {
        var metadata = Metadata()
        try metadata.append("authorization", "Bearer \(key)")
        return metadata
    }

    private static func keys(of market: WireMarket) -> [MarketKey] {
        let sellers = market.sellers.flatMap { seller in
            seller.channels.flatMap { channel in
                channel.keys.map {
                    MarketKey(
                        hash: [UInt8]($0.sha256), role: .seller, party: seller.id,
                        channel: channel.id, label: $0.label)
                }
            }
        }
        let buyers = market.buyers.flatMap { buyer in
            buyer.keys.map {
                MarketKey(
                    hash: [UInt8]($0.sha256), role: .buyer, party: buyer.id, label: $0.label)
            }
        }
        return sellers + buyers
    }
}
