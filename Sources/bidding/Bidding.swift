import BiddingService
import ServiceHost

/// `bidding`: holds the buyers' streams. `bidding --help` lists its settings.
@main
enum Bidding {
    static func main() { ServiceProgram.main(.bidding) }
}
