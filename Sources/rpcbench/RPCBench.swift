import GRPC
import LeadlineAPI
import Logging
import PrometheusMetrics
import Reactor
import ServiceHost
import TLS

/// Our side of the calls benchmark (Benchmarks/README.md): `Capture/Submit` and `Capture/Import`
/// without a store, behind everything else that production has on: deadlines, limits, the caller's
/// key, the call log, metrics.
///
/// `rpcbench AUTHORIZATION [CERTIFICATE KEY]`, the files of TLS, prints `listening on PORT` and
/// serves until it is killed.
@main
struct RPCBench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard [2, 4].contains(arguments.count) else { throw UsageError() }
        var tls: TLSServer?
        if arguments.count == 4 {
            let identity = TLSIdentity(certificateFile: arguments[2], keyFile: arguments[3])
            tls = try TLSServer(TLSServerSettings(identity))
        }
        let logger = Logger(label: "rpcbench")
        let credentials = CredentialCache(
            source: OneCredential(authorization: arguments[1]))
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
            loops: try EventLoopGroup(count: 1), http2: .outer, tls: tls, logger: logger)
        let port = try await server.start(host: "127.0.0.1", port: 0)
        PortLine.write(port)
        try await Task.sleep(for: .seconds(1 << 30))
    }
}

/// An argument is missing, or one too many.
struct UsageError: Error, CustomStringConvertible {
    let description = "usage: rpcbench AUTHORIZATION [CERTIFICATE KEY]"
}
