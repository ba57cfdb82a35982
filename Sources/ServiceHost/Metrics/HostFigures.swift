import GRPC
import Postgres
import PrometheusMetrics

/// What every service shows of itself when somebody scrapes.
struct HostFigures: Sendable {
    private let resources: HostResources
    private let server: GRPCServer
    private let readiness: Readiness

    init(_ resources: HostResources, _ server: GRPCServer, _ readiness: Readiness) {
        self.resources = resources
        self.server = server
        self.readiness = readiness
    }

    /// Has the registry ask for it. The registry belongs to the resources, so neither keeps them.
    func observe() {
        let (client, markets, service) = (
            resources.client, resources.markets, resources.settings.service
        )
        let (server, readiness) = (server, readiness)
        resources.metrics.observe {
            var samples = ProcessFigures.samples()
            samples += Self.samples(of: server)
            samples += Self.samples(of: await client.poolStanding())
            samples += [
                MetricSample("leadline_markets", markets.tenants.count),
                MetricSample("leadline_ready", readiness.refusal == nil ? 1 : 0),
                MetricSample(
                    "leadline_build_info", [("service", service.rawValue), ("build", build)], 1),
            ]
            return samples
        }
    }

    private static func samples(of server: GRPCServer) -> [MetricSample] {
        let traffic = server.traffic
        let hits = "http2_server_limit_hits_total"
        return [
            MetricSample("grpc_server_calls_active", server.activeCallCount),
            MetricSample("http2_server_connections", server.openConnections),
            MetricSample("http2_server_connections_total", traffic.acceptedConnections),
            MetricSample("http2_server_received_bytes_total", traffic.receivedBytes),
            MetricSample("http2_server_sent_bytes_total", traffic.sentBytes),
            MetricSample(hits, [("limit", "connections")], traffic.refusedConnections),
            MetricSample(hits, [("limit", "streams")], traffic.refusedStreams),
            MetricSample(hits, [("limit", "calls")], server.refusedCallCount),
            MetricSample(hits, [("limit", "abuse")], traffic.abusiveConnections),
            MetricSample(hits, [("limit", "silence")], traffic.silentConnections),
        ]
    }

    private static func samples(of pool: PoolStanding) -> [MetricSample] {
        [
            MetricSample("postgres_connections", pool.connections),
            MetricSample("postgres_connections_up", pool.up),
            MetricSample("postgres_calls_waiting", pool.waiting),
            MetricSample("postgres_calls_in_flight", pool.inFlight),
        ]
    }
}

#if DEBUG
private let build = "debug"
#else
private let build = "release"
#endif
