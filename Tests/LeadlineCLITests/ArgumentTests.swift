import ArgumentParser
import Testing

@testable import LeadlineCLI

/// What the command line understands.
@Suite struct ArgumentTests {
    @Test(arguments: [
        ["migrate"], ["health", "127.0.0.1:7101"],
        ["apply", "-f", "market.yaml", "--tenant", "demo", "--dry-run"],
        ["apply", "-f", "-", "--tenant", "demo"],
        ["keys", "create", "--tenant", "demo", "--role", "buyer", "--all", "--output", "f"],
        ["keys", "create", "--tenant", "demo", "--role", "seller", "--channel", "web"],
        ["keys", "list", "--tenant", "demo"], ["keys", "revoke", "3f8a11c0d2e4", "--tenant", "t"],
        ["submit", "--key", "k", "state=CA", "phone=+12015550123"],
        ["import", "leads.csv", "--mapping", "m.yaml", "--address", "h:1", "--key", "k"],
        ["import", "--generate", "10", "--seed", "3", "--summary", "s.json", "--wait", "30"],
        ["explain", "id", "--campaign", "c", "--json"], ["timeline", "id"],
        ["report", "--by", "buyer", "--by", "day", "--from", "2026-11-01"],
        ["report", "--by", "buyer", "day", "--json"], ["status"],
    ])
    func commandsAreParsed(_ arguments: [String]) throws {
        _ = try LeadlineCommand.parseAsRoot(arguments)
    }

    @Test(arguments: [
        ["import"], ["import", "leads.csv"], ["import", "leads.csv", "--generate", "1"],
        ["import", "--generate", "1", "--concurrency", "0"], ["report", "--by", "weather"],
        ["keys", "create", "--tenant", "demo", "--role", "king"],
        ["keys", "create", "--tenant", "demo", "--role", "buyer", "--all", "--if-absent"],
        ["keys", "create", "--tenant", "demo", "--role", "operator", "--days", "0"],
        ["keys", "create", "--tenant", "demo", "--role", "operator", "--scope", "fly"],
        ["apply", "--tenant", "demo"],
        ["sell"],
    ])
    func nonsenseIsAUsageError(_ arguments: [String]) {
        let error = #expect(throws: (any Error).self) {
            try LeadlineCommand.parseAsRoot(arguments)
        }
        guard let error else { return }
        #expect(LeadlineCommand.exitCode(for: error).rawValue == 64)
        #expect(CommandFailure(of: error) == nil, "the parser explains it itself")
    }

    @Test func rolesAreNamedByTheirWords() {
        let error = #expect(throws: (any Error).self) {
            try LeadlineCommand.parseAsRoot(["keys", "create", "--tenant", "t", "--role", "king"])
        }
        guard let error else { return }
        #expect(LeadlineCommand.message(for: error).contains("analyst"))
    }

    @Test func everyCommandHasAnAbstract() {
        var commands: [any ParsableCommand.Type] = [LeadlineCommand.self]
        while let command = commands.popLast() {
            #expect(!command.configuration.abstract.isEmpty, "\(command)")
            commands += command.configuration.subcommands
        }
    }

    @Test func momentsAreDaysOrTimes() throws {
        #expect(try Report.moment("1970-01-02").seconds == 86_400)
        #expect(try Report.moment("1970-01-01T00:01:00Z").seconds == 60)
        let failure = #expect(throws: CommandFailure.self) { try Report.moment("yesterday") }
        #expect(failure?.kind == .usage)
    }
}
