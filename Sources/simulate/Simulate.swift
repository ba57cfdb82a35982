import Simulation

/// `simulate`: partners that don't exist. `simulate --help` explains.
@main
enum Simulate {
    static func main() async { await SimulateCommand.main() }
}
