import GRPC
import Glibc
public import Logging
public import Postgres
public import PrometheusMetrics
public import Reactor
public import Store
import Synchronization
public import Vault

/// What the host gives a service to be put together from.
public final class HostResources: Sendable {
    /// What the environment said.
    public let settings: HostSettings
    /// The loops. The client, the store and background tasks live on the first one.
    public let loops: EventLoopGroup
    /// Connections to PostgreSQL.
    public let client: PostgresClient
    /// Questions and transactions.
    public let store: Store
    /// Seals and opens personal data; nil for services whose kind doesn't need master keys.
    public let vault: Vault?
    /// The markets of all tenants.
    public let markets: MarketSnapshots
    /// The keys that are good now.
    public let credentials: CredentialCache
    /// Where figures go that are scraped.
    public let metrics: MetricRegistry
    /// TLS; nil when everything is plaintext.
    let tls: HostTLS?
    /// The time of day.
    public let clock: WallClock
    /// New ids.
    public let ids: LeadIDs
    /// The service's log.
    public let logger: Logger

    private let channels = Mutex<[ServiceKind: ServiceChannel]>([:])

    init(
        settings: HostSettings, loops: EventLoopGroup, clock: WallClock, logger: Logger
    ) throws {
        self.settings = settings
        self.loops = loops
        self.clock = clock
        self.logger = logger
        ids = LeadIDs(clock: clock)
        tls = try settings.tls.map { files in
            try HostTLS(files, of: settings.service, logger: logger)
        }
        vault = settings.masterKeys.map(Vault.init(keys:))
        metrics = MetricRegistry(MetricCatalog.all)
        client = PostgresClient(
            settings: settings.database, loop: loops.loops[0],
            connections: settings.databaseConnections, logger: logger, metrics: metrics)
        store = Store(
            client: client, owner: "\(settings.service.rawValue)-\(getpid())")
        markets = MarketSnapshots(source: StoreMarkets(store: store), logger: logger)
        credentials = CredentialCache(source: StoreCredentials(store: store), clock: clock)
    }

    /// The vault, for services that can't do without.
    ///
    /// - Throws: ``HostError`` when the settings have no master keys.
    public func requiredVault() throws(HostError) -> Vault {
        guard let vault else {
            throw HostError(
                .missingSetting, "This service needs \(SettingVariable.masterKeys.name).")
        }
        return vault
    }

    /// A channel to another service, made once and shared.
    public func channel(to service: ServiceKind) throws -> ServiceChannel {
        try channels.withLock { channels in
            if let made = channels[service] { return made }
            let options = ChannelOptions(interceptors: [MetricsInterceptor(factory: metrics)])
            let made = try ServiceChannel(
                to: service, settings, tls: tls?.client, loops: loops, options: options,
                logger: logger)
            channels[service] = made
            return made
        }
    }

    /// Closes channels, then connections.
    func close() async {
        metrics.stopObserving()
        let open = channels.withLock { channels in
            defer { channels.removeAll() }
            return Array(channels.values)
        }
        for channel in open { await channel.shutdown() }
        await client.close()
    }
}
