import GRPC
import LeadlineAPI
import Logging
import PrometheusMetrics
import Reactor
import ServiceHost

/// Our side of the calls benchmark (Benchmarks/README.md): `Capture/Submit` and `Capture/Import`
/// without a store, behind everything else that production has on: deadlines, limits, the caller's
/// key, the call log, metrics.
///
/// `rpcbench AUTHORIZATION` prints `listening on PORT` and serves until it is killed.
@main
struct RPCBench {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else {
            throw UsageError()
        }
        let logger = Logger(label: "rpcbench")
        let credentials = CredentialCache(
            source: OneCredential(authorization: CommandLine.arguments[1]))
        try await credentials.refresh()
        var router = ServiceRouter()
        let capture = CaptureWithoutStore()
        router.serve(CaptureMethods.submit, capture.submit)
        router.serve(CaptureMethods.importLeads, capture.importLeads)
        let server = GRPCServer(
            router: router,
            interceptors: [
                CallerInterceptor(
                    policy: .leadline, tokens: .random(), credentials: credentials),
                CallLog(logger: logger),
                MetricsInterceptor(factory: MetricRegistry(MetricCatalog.all)),
            ],
            loops: try EventLoopGroup(count: 1), http2: .outer, logger: logger)
        let port = try await server.start(host: "127.0.0.1", port: 0)
        PortLine.write(port)
        try await Task.sleep(for: .seconds(1 << 30))
    }
}

/// The one argument is missing.
struct UsageError: Error, CustomStringConvertible {
    let description = "usage: rpcbench AUTHORIZATION"
}
