import ScoringService
import ServiceHost

/// The scoring service's program.
@main
enum Scoring {
    static func main() {
        ServiceProgram.main(.scoring)
    }
}
