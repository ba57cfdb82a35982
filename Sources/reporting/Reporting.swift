import ReportingService
import ServiceHost

/// `reporting`: sums up what happened, and answers questions about it. `reporting --help` lists its
/// settings.
@main
enum Reporting {
    static func main() { ServiceProgram.main(.reporting) }
}
