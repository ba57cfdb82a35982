import RoutingService
import ServiceHost

/// `routing`: owns a lead from the moment it is stored. `routing --help` lists its settings.
@main
enum Routing {
    static func main() { ServiceProgram.main(.routing) }
}
