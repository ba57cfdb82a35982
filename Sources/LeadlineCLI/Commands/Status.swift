import ArgumentParser
import LeadlineAPI
import Postgres
import ServiceHost
import Store

/// `leadline status`
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows how the exchange is: services, markets, what is pending.",
        discussion: """
            What the database knows is shown when LEADLINE_DATABASE_URL is set. Exit code 1 when \
            a service can't work.
            """)

    @OptionGroup var database: DatabaseOptions

    @Option(help: "How many seconds to wait for a service.") var wait = 2

    func run() async throws {
        let hasDatabase = database.url != nil || Environment["LEADLINE_DATABASE_URL"] != nil
        let settings = hasDatabase ? try database.settings() : nil
        let wait = Duration.seconds(wait)
        let (services, tenants) = try await Session.run { session in
            var services: [(ServiceKind, String, String?)] = []
            for service in ServiceKind.allCases {
                let address = ServiceOptions.address(of: service)
                let problem = await ServiceHealth.problem(address, wait: wait, session)
                services.append((service, address, problem))
            }
            guard let settings else { return (services, [TenantStatus]?.none) }
            let tenants = try await session.withStore(settings: settings) { store in
                try await TenantStatus.all(in: store)
            }
            return (services, tenants)
        }
        var table = TextTable([("service", .left), ("address", .left), ("state", .left)])
        for (service, address, problem) in services {
            table.add([service.rawValue, address, problem ?? "serving"])
        }
        for line in table.lines() { Terminal.say(line) }
        if let tenants {
            Terminal.say()
            for line in TenantStatus.lines(tenants) { Terminal.say(line) }
        }
        if services.contains(where: { $0.2 != nil }) { throw ExitCode(1) }
    }
}
