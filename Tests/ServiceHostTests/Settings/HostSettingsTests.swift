import Logging
@testable import ServiceHost
import Testing
import Vault

@Suite struct HostSettingsTests {
    private static let enough = [
        "LEADLINE_DATABASE_URL": "postgres://leadline:hunter2@db:5433/market",
        "LEADLINE_SERVICE_TOKEN": "0123456789abcdef",
        "LEADLINE_MASTER_KEYS": "1:" + String(repeating: "ab", count: 32),
    ]

    private func settings(
        _ service: ServiceKind = .capture, _ more: [String: String] = [:]
    ) throws(SettingsError) -> HostSettings {
        try HostSettings(service, environment: Self.enough.merging(more) { _, new in new })
    }

    @Test func `what isn't set has its default`() throws {
        let settings = try settings()
        #expect(settings.database.host == "db")
        #expect(settings.database.port == 5433)
        #expect(settings.database.applicationName == "leadline-capture")
        #expect(settings.listen == HostPort(host: "127.0.0.1", port: 7101))
        #expect(settings.addresses == [.routing: ["127.0.0.1:7104"]])
        #expect(settings.logLevel == .info)
        #expect(settings.logFormat == .text)
        #expect(settings.loops == 1)
        #expect(settings.startWait == .seconds(300))
        #expect(settings.stopWait == .seconds(10))
        #expect(settings.masterKeys?.ids == [1])
    }

    @Test func `services read what they need and no more`() throws {
        let scoring = try HostSettings(
            .scoring,
            environment: Self.enough.filter { $0.key != "LEADLINE_MASTER_KEYS" })
        #expect(scoring.masterKeys == nil)
        #expect(scoring.addresses.isEmpty)
        let routing = try settings(
            .routing, ["LEADLINE_BIDDING": "bidding-1:7103,[::1]:7103"])
        #expect(routing.addresses[.bidding] == ["bidding-1:7103", "[::1]:7103"])
        #expect(routing.addresses[.scoring] == ["127.0.0.1:7102"])
    }

    @Test func `all problems are said at once, in the order of the help`() {
        let environment = [
            "LEADLINE_DATABASE_URL": "mysql://x", "LEADLINE_SERVICE_TOKEN": "short",
            "LEADLINE_LISTEN": "7101", "LEADLINE_ROUTING": "routing", "LEADLINE_LOOPS": "0",
            "LEADLINE_LOG_LEVEL": "loud", "LEADLINE_LOG_FORMAT": "xml",
            "LEADLINE_STOP_WAIT_S": "ten",
        ]
        do throws(SettingsError) {
            _ = try HostSettings(.capture, environment: environment)
            Issue.record("it was accepted")
        } catch {
            let wrong = environment.keys + ["LEADLINE_MASTER_KEYS"]
            let order = SettingVariable.all(of: .capture).map(\.name).filter(wrong.contains)
            #expect(error.problems.map(\.variable) == order)
            #expect(error.description.contains("LEADLINE_LOOPS is not a whole number from 1 to 64"))
        }
    }

    @Test(arguments: [
        ("LEADLINE_DATABASE_URL", "postgres://u:topsecret@h:notaport/d"),
        ("LEADLINE_SERVICE_TOKEN", "topsecret"),
        ("LEADLINE_SERVICE_TOKEN", "topsecret topsecret topsecret"),
        ("LEADLINE_MASTER_KEYS", "1:topsecret"),
    ])
    func `no secret is ever said`(_ name: String, _ value: String) {
        do throws(SettingsError) {
            _ = try settings(.capture, [name: value])
            Issue.record("it was accepted")
        } catch {
            #expect(error.problems.map(\.variable) == [name])
            #expect(!error.description.contains("topsecret"))
        }
    }

    @Test func `tokens show nothing of themselves`() throws {
        let tokens = try settings().tokens
        var dumped = ""
        dump(tokens, to: &dumped)
        #expect(!"\(tokens)\(String(reflecting: tokens))\(dumped)".contains("0123456789abcdef"))
    }

    @Test func `older tokens are accepted, the first is shown`() throws {
        let tokens = try settings(
            .capture, ["LEADLINE_SERVICE_TOKEN": "new-token-of-16-x,old-token-of-16-x"]
        ).tokens
        #expect(tokens.current == "new-token-of-16-x")
        #expect(tokens.accept(APIKeyHash(of: "old-token-of-16-x")))
        #expect(tokens.accept(APIKeyHash(of: "new-token-of-16-x")))
        #expect(!tokens.accept(APIKeyHash(of: "new-token-of-16-y")))
    }

    @Test func `all of TLS is set, or none of it`() throws {
        let all = [
            "LEADLINE_TLS_CERTIFICATE": "/c.pem", "LEADLINE_TLS_KEY": "/k.pem",
            "LEADLINE_TLS_CA": "/ca.pem",
        ]
        #expect(try settings().tls == nil)
        #expect(try settings(.capture, all).tls?.caFile == "/ca.pem")
        for name in all.keys {
            #expect(throws: SettingsError.self) {
                _ = try settings(.capture, all.filter { $0.key != name })
            }
        }
    }

    @Test(arguments: ServiceKind.allCases)
    func `help lists every variable with its default`(_ service: ServiceKind) {
        let help = SettingVariable.help(service)
        for variable in SettingVariable.all(of: service) {
            #expect(help.contains(variable.name))
            #expect(help.contains(variable.fallback.map { "(default \($0))" } ?? "(required)"))
        }
    }

    @Test(arguments: [
        "localhost:1", "127.0.0.1:0", "[::1]:65535", "routing-1.internal:7104",
    ])
    func `addresses`(_ text: String) {
        #expect(HostPort(text)?.description == text)
    }

    @Test(arguments: [
        "", ":1", "host", "host:", "host:65536", "host:-1", "host:+1", "::1:7104", "[::1]",
        "[host]:1", "a b:1", "http://host:1", "a,b:1",
    ])
    func `not addresses`(_ text: String) {
        #expect(HostPort(text) == nil)
    }
}
