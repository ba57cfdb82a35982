// swift-tools-version: 6.2
import PackageDescription

// Arrows point one way: the platform (Reactor, HTTP2, GRPC, Postgres) knows nothing of leads;
// Market imports nothing but the standard library; services import Market, Store, GRPC and
// LeadlineAPI; the programs only wire. `Tests/TidyTests` checks it.

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let arguments = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let csv = Target.Dependency.product(name: "SwiftCSV", package: "SwiftCSV")

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// Async functions stay where their caller runs. A call passes through several of them, and each
/// would ask the runtime whether it is in the right place.
let staying: [SwiftSetting] = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

/// A module of the project, `Sources/NAME`.
func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], _ settings: [SwiftSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict + settings)
}

/// The tests of a module, `Tests/NAMETests`.
func tests(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies,
        resources: resources, swiftSettings: strict)
}

/// A program: a main of at most 40 lines over a library.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let systemLibraries: [Target] = [
    .systemLibrary(name: "CLinux"),
    .systemLibrary(
        name: "CNghttp2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(
        name: "CPhoneNumber",
        linkerSettings: ["phonenumber", "re2", "protobuf", "stdc++"].map { .linkedLibrary($0) }),
    .target(
        name: "CPattern",
        linkerSettings: ["re2", "stdc++"].map { .linkedLibrary($0) }),
]

let platform: [Target] = [
    module("Reactor", ["CLinux"]),
    module("TLS", ["COpenSSL"]),
    module("TLSTesting", ["COpenSSL"]),
    module("HTTP2", ["Reactor", "TLS", "CNghttp2"]),
    module("GRPC", ["HTTP2", "Reactor", "TLS", "CZlib", protobuf, log, metrics], staying),
    module("Postgres", ["Reactor", "CPostgres", log, coreMetrics]),
    module("PrometheusMetrics", ["Reactor", coreMetrics]),
    module("PostgresTesting", ["Postgres", "Reactor", log]),
]

let exchange: [Target] = [
    module("Market"),
    module("LeadlineAPI", ["GRPC", "Market", protobuf]),
    module("Vault", ["COpenSSL"]),
    module("PhoneNumbers", ["CPhoneNumber"]),
    module("Patterns", ["CPattern"]),
    module("StrictYAML", [yams]),
    module(
        "MarketConfig",
        ["Market", "LeadlineAPI", "Patterns", "StrictYAML", "Vault", yams, protobuf]),
    module("LeadImport", ["LeadlineAPI", "StrictYAML", yams, csv]),
    module("Store", ["Postgres", "Reactor", "Market"]),
    module(
        "ServiceHost",
        [
            "GRPC", "TLS", "Postgres", "PrometheusMetrics", "Store", "Vault", "LeadlineAPI",
            "Market", log, coreMetrics,
        ], staying),
]

let service: [Target.Dependency] = [
    "ServiceHost", "Store", "Market", "LeadlineAPI", "GRPC", "PrometheusMetrics", coreMetrics,
]

let services: [Target] = [
    module("CaptureService", service + ["PhoneNumbers", "Vault"]),
    module("ScoringService", service + ["Patterns"], staying),
    module("BiddingService", service, staying),
    module("RoutingService", service + ["Vault"], staying),
    module("ReportingService", service),
    module("Simulation", ["LeadlineAPI", "GRPC", "TLS", "Reactor", log, arguments], staying),
    module(
        "LeadlineCLI",
        [
            "GRPC", "LeadlineAPI", "LeadImport", "MarketConfig", "Market", "Store", "Vault",
            "Postgres", "ServiceHost", "TLS", arguments,
        ]),
]

/// Whole services on a schema of their own, for tests.
let testing: [Target] = [
    module("ServiceTesting", service + ["PostgresTesting", "Postgres", "Reactor", "Vault", log])
]

let programs: [Target] = [
    program("capture", ["CaptureService"]),
    program("scoring", ["ScoringService"]),
    program("bidding", ["BiddingService"]),
    program("routing", ["RoutingService"]),
    program("reporting", ["ReportingService"]),
    program("leadline", ["LeadlineCLI"]),
    program("simulate", ["Simulation"]),
    program(
        "rpcbench",
        [
            "GRPC", "TLS", "PrometheusMetrics", "LeadlineAPI", "Reactor", "ServiceHost", "Market",
            "Vault", log,
        ]),
    program("interop", ["GRPC", "TLS", "Reactor", protobuf, log]),
]

let onPostgres: [Target.Dependency] = ["PostgresTesting", "Postgres", "Reactor"]
let onExchange =
    onPostgres + ["Store", "Market", "LeadlineAPI", "GRPC", "ServiceTesting", "Vault", log]
let onServices = onExchange + ["ServiceHost"]

let allTests: [Target] = [
    tests("Reactor"),
    tests("TLS", ["TLSTesting", "COpenSSL"]),
    tests("HTTP2", ["Reactor", "TLS", "TLSTesting", "CNghttp2"]),
    tests("GRPC", ["HTTP2", "Reactor", "TLS", "TLSTesting", protobuf, log, metrics]),
    tests("Postgres", ["PostgresTesting", "Reactor"]),
    tests("PrometheusMetrics", ["Reactor", coreMetrics]),
    tests("Market"),
    tests("LeadlineAPI", ["Market", "GRPC", protobuf], resources: [.copy("Baseline")]),
    tests("Vault"),
    tests("PhoneNumbers", ["CPhoneNumber"]),
    tests("Patterns"),
    tests("StrictYAML"),
    tests("MarketConfig", ["Market", "LeadlineAPI", "StrictYAML", protobuf]),
    tests("LeadImport", ["LeadlineAPI", "StrictYAML"]),
    tests("Store", onPostgres + ["Market", log]),
    tests("ServiceHost", onExchange),
    tests("CaptureService", onServices),
    tests("ScoringService", onServices),
    tests("BiddingService", onServices),
    tests("RoutingService", onServices),
    tests("ReportingService", onServices),
    tests("Simulation", ["LeadlineAPI", "GRPC"]),
    tests("LeadlineCLI", onServices),
    .testTarget(name: "TidyTests", swiftSettings: strict),
]

/// The parsers under random input: a test over the corpus, or, for `Tools/fuzz`, libFuzzer's program.
let isFuzzing = Context.environment["LEADLINE_FUZZ"] != nil
let fuzzed: [Target.Dependency] = [
    "GRPC", "HTTP2", "TLS", "TLSTesting", "COpenSSL", "Reactor", "PrometheusMetrics",
    "LeadlineAPI", "LeadImport", "MarketConfig", "StrictYAML", "Market", "CaptureService",
    "Postgres", protobuf,
]
let fuzz: Target =
    isFuzzing
    ? .executableTarget(
        name: "fuzz", dependencies: fuzzed, path: "Tests/FuzzTests",
        exclude: ["Corpus", "CorpusTests.swift"], swiftSettings: strict)
    : .testTarget(
        name: "FuzzTests", dependencies: fuzzed, exclude: ["Corpus", "Fuzzer"],
        swiftSettings: strict)

let package = Package(
    name: "leadline",
    dependencies: [
        .package(
            url: "https://github.com/apple/swift-protobuf.git", from: "1.39.0", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV.git", from: "0.10.0"),
    ],
    targets: systemLibraries + platform + exchange + services + testing + programs + allTests
        + [fuzz],
    swiftLanguageModes: [.v6]
)
