import GRPC
import Postgres
import ServiceHost
import Testing

/// What callers are told when PostgreSQL fails.
@Suite struct StoreErrorTests {
    @Test(arguments: ["53100", "53200", "53300", "58030", "57014", "57P01", "40001", "55P03"])
    func `what passes is UNAVAILABLE`(state: String) {
        let error = RPCError.storing(server(state)) as? RPCError
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("again") == true)
    }

    @Test(arguments: ["42601", "23505", "XX000"])
    func `what doesn't is INTERNAL`(state: String) {
        #expect((RPCError.storing(server(state)) as? RPCError)?.code == .internal)
    }

    private func server(_ state: String) -> PostgresError {
        PostgresError(.server, "Something failed.", sqlState: SQLState(rawValue: state))
    }
}
