import RoutingService
import ServiceHost
import ServiceTesting
import Testing

@Suite struct RoutingCompositionTests {
    @Test func withoutMasterKeysItIsTheSettingThatIsMissing() async throws {
        try await TestExchange.run { exchange in
            let error = await #expect(throws: HostError.self) {
                try await exchange.start(.routing) { $0.masterKeys = nil }
            }
            #expect(error?.code == .missingSetting)
        }
    }
}
