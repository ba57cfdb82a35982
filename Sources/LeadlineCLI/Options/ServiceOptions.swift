import ArgumentParser
import GRPC
import ServiceHost

/// Which service is called, and with which key.
struct ServiceOptions: ParsableArguments {
    @Option(help: "The service, as host:port; LEADLINE_CAPTURE, _ROUTING or _REPORTING.")
    var address: String?

    @Option(help: "The API key; LEADLINE_KEY.")
    var key: String?

    /// Where a service is.
    func address(of service: ServiceKind) -> String {
        address ?? Self.address(of: service)
    }

    /// Where a service is, unless an option says otherwise.
    static func address(of service: ServiceKind) -> String {
        Environment["LEADLINE_\(service.rawValue.uppercased())"]
            ?? "127.0.0.1:\(service.defaultPort)"
    }

    /// What a call carries.
    func call(timeout: Duration? = .seconds(60)) throws -> CallOptions {
        guard let key = key ?? Environment["LEADLINE_KEY"] else {
            throw CommandFailure(.usage, "Set LEADLINE_KEY, or give --key: an API key.")
        }
        var metadata = Metadata()
        do {
            try metadata.append("authorization", "Bearer \(key)")
        } catch {
            throw CommandFailure(.usage, "The key has characters that no API key has.")
        }
        return CallOptions(timeout: timeout, metadata: metadata)
    }
}
