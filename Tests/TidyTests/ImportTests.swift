import Testing

/// Arrows between modules point one way.
@Suite struct ImportTests {
    /// Modules of the project and what each may import of the others.
    static let allowed: [String: Set<String>] = [
        "Reactor": ["CLinux"],
        "TLS": ["COpenSSL"],
        "TLSTesting": ["COpenSSL"],
        "HTTP2": ["CNghttp2", "CLinux", "Reactor", "TLS"],
        "GRPC": ["CZlib", "HTTP2", "Reactor", "TLS"],
        "Postgres": ["CPostgres", "CLinux", "Reactor"],
        "PostgresTesting": ["Postgres", "Reactor"],
        "PrometheusMetrics": ["Reactor"],
        "Market": [],
        "Vault": ["COpenSSL"],
        "PhoneNumbers": ["CPhoneNumber"],
        "LeadlineAPI": ["GRPC", "Market"],
        "StrictYAML": [],
        "MarketConfig": ["LeadlineAPI", "Market", "Patterns", "StrictYAML", "Vault"],
        "LeadImport": ["LeadlineAPI", "StrictYAML"],
        "Store": ["Postgres", "Market", "Vault", "LeadlineAPI", "Reactor"],
    ]

    static let services: Set = [
        "CaptureService", "ScoringService", "BiddingService", "RoutingService",
        "ReportingService",
    ]

    @Test func everyModuleImportsOnlyWhatItMay() {
        let modules = Set(SourceFile.all.filter { !$0.isTest }.map(\.module))
        for file in SourceFile.all where !file.isTest {
            guard let allowed = Self.allowed[file.module] else { continue }
            for name in file.imports where modules.contains(name) && !allowed.contains(name) {
                Issue.record("\(file.path) imports \(name)")
            }
        }
    }

    @Test func marketImportsNothing() {
        for file in SourceFile.all where !file.isTest && file.module == "Market" {
            for name in file.imports {
                Issue.record("\(file.path) imports \(name)")
            }
        }
    }

    @Test func noServiceImportsAnother() {
        for file in SourceFile.all where !file.isTest && Self.services.contains(file.module) {
            for name in file.imports where Self.services.contains(name) {
                Issue.record("\(file.path) imports \(name)")
            }
        }
    }

    @Test func thePlatformKnowsNothingOfLeads() {
        let platform: Set = ["Reactor", "TLS", "HTTP2", "GRPC", "Postgres", "PrometheusMetrics"]
        let words = ["lead", "buyer", "seller", "auction", "tenant"]
        for file in SourceFile.all where !file.isTest && platform.contains(file.module) {
            for (index, line) in file.code.enumerated() {
                let found = line.lowercased().split { !$0.isLetter }.map(String.init)
                for word in words where found.contains(word) || found.contains(word + "s") {
                    Issue.record("\(file.path):\(index + 1) speaks of a \(word)")
                }
            }
        }
    }
}
