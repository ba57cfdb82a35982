import LeadlineCLI

/// `leadline`: the command line. `leadline --help` lists its commands.
@main
enum Leadline {
    static func main() async { await LeadlineProgram.main() }
}
