import Testing

/// Arrows between modules point one way.
@Suite struct ImportTests {
    /// Modules of the project and what each may import of the others.
    static let allowed: [String: Set<String>] = [
        "Reactor": ["CLinux"],
        "TLS": ["COpenSSL"],
        "TLSTesting": ["COpenSSL"],
        "HTTP2": ["CNghttp2", "Reactor", "TLS"],
        "GRPC": ["CZlib", "HTTP2", "Reactor", "TLS"],
        "Postgres": ["CPostgres", "Reactor"],
        "PostgresTesting": ["Postgres", "Reactor"],
        "PrometheusMetrics": ["Reactor"],
        "Market": [],
        "Vault": ["COpenSSL"],
        "PhoneNumbers": ["CPhoneNumber"],
        "Patterns": ["CPattern"],
        "LeadlineAPI": ["GRPC", "Market"],
        "StrictYAML": [],
        "MarketConfig": ["LeadlineAPI", "Market", "Patterns", "StrictYAML", "Vault"],
        "LeadImport": ["LeadlineAPI", "StrictYAML"],
        "Store": ["Market", "Postgres", "Reactor"],
        "ServiceHost": [
            "GRPC", "HTTP2", "LeadlineAPI", "Market", "Postgres", "PrometheusMetrics", "Reactor",
            "Store", "TLS", "Vault",
        ],
        "CaptureService": service.union(["PhoneNumbers", "Vault"]),
        "ScoringService": service.union(["Patterns"]),
        "BiddingService": service,
        "RoutingService": service.union(["Vault"]),
        "ReportingService": service.union(["Postgres"]),
        "ServiceTesting": service.union(["Postgres", "PostgresTesting", "Vault"]),
        "LeadlineCLI": [
            "GRPC", "LeadImport", "LeadlineAPI", "Market", "MarketConfig", "Postgres", "Reactor",
            "ServiceHost", "Store", "StrictYAML", "TLS", "Vault",
        ],
        "Simulation": ["GRPC", "LeadlineAPI", "Reactor", "TLS"],
        "capture": ["CaptureService", "ServiceHost"],
        "scoring": ["ScoringService", "ServiceHost"],
        "bidding": ["BiddingService", "ServiceHost"],
        "routing": ["RoutingService", "ServiceHost"],
        "reporting": ["ReportingService", "ServiceHost"],
        "leadline": ["LeadlineCLI"],
        "simulate": ["Simulation"],
        "interop": ["GRPC", "Reactor", "TLS"],
        "rpcbench": [
            "GRPC", "LeadlineAPI", "Market", "PrometheusMetrics", "Reactor", "ServiceHost", "TLS",
            "Vault",
        ],
    ]

    /// What any service may import.
    private static let service: Set = [
        "GRPC", "HTTP2", "LeadlineAPI", "Market", "PrometheusMetrics", "Reactor", "ServiceHost",
        "Store",
    ]

    static let services: Set = [
        "CaptureService", "ScoringService", "BiddingService", "RoutingService",
        "ReportingService",
    ]

    @Test func everyModuleImportsOnlyWhatItMay() {
        // Libraries of the system have a module map and no Swift: they are known by being allowed.
        let modules = Self.allowed.values.reduce(Set(Self.allowed.keys)) { $0.union($1) }
        for file in SourceFile.all where !file.isTest {
            guard let allowed = Self.allowed[file.module] else { continue }
            for name in file.imports where modules.contains(name) && !allowed.contains(name) {
                Issue.record("\(file.path) imports \(name)")
            }
        }
    }

    @Test func everyModuleIsListed() {
        let modules = Set(SourceFile.all.filter { !$0.isTest }.map(\.module))
        for name in modules.subtracting(Self.allowed.keys).sorted() {
            Issue.record("\(name) isn't listed: what may it import?")
        }
        for name in Set(Self.allowed.keys).subtracting(modules).sorted() {
            Issue.record("\(name) is listed and isn't there")
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
