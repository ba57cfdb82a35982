import ArgumentParser
import Foundation

/// The whole of `leadline`'s `main`: arguments, the command, and its exit code.
public enum LeadlineProgram {
    /// Runs the command that the arguments ask for, and exits: 0 done, 1 refused or failed, 64
    /// wrong arguments, 65 a document with problems, 66 a file that can't be read, 69 a server out
    /// of reach, 77 not permitted.
    public static func main() async -> Never {
        do {
            var command = try LeadlineCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            exit(0)
        } catch {
            guard let failure = CommandFailure(of: error) else {
                LeadlineCommand.exit(withError: error)
            }
            Terminal.complain(failure.message)
            exit(failure.exitCode)
        }
    }
}

/// The root of all commands.
struct LeadlineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leadline",
        abstract: "Runs and asks an exchange for leads.",
        discussion: """
            Options fall back to the environment: LEADLINE_DATABASE_URL, LEADLINE_KEY, and the \
            services' addresses LEADLINE_CAPTURE, LEADLINE_SCORING, LEADLINE_BIDDING, \
            LEADLINE_ROUTING, LEADLINE_REPORTING.

            A first sale:
              leadline migrate
              leadline apply -f Examples/insurance.yaml --tenant demo
              leadline keys create --tenant demo --role seller --channel insurance-web
              leadline import --generate 100 --seed 1 --key lk_...
            """,
        subcommands: [
            Migrate.self, Apply.self, Keys.self, Submit.self, Import.self, Explain.self,
            TimelineCommand.self, Report.self, Status.self, Health.self,
        ])
}
