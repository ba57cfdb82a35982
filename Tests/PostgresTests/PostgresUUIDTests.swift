import Postgres
import Testing

@Suite struct PostgresUUIDTests {
    @Test func textFormBothWays() throws {
        let uuid = PostgresUUID(high: 0x0011_2233_4455_6677, low: 0x8899_aabb_ccdd_eeff)
        #expect(uuid.description == "00112233-4455-6677-8899-aabbccddeeff")
        #expect(PostgresUUID(uuid.description) == uuid)
        #expect(PostgresUUID(uuid.description.uppercased()) == uuid)
    }

    @Test(arguments: [
        "", "00112233", "00112233-4455-6677-8899-aabbccddeef",
        "00112233-4455-6677-8899-aabbccddeeff0", "0011223-34455-6677-8899-aabbccddeeff",
        "00112233445566778899aabbccddeeff", "g0112233-4455-6677-8899-aabbccddeeff",
    ])
    func refusesOtherTexts(_ text: String) {
        #expect(PostgresUUID(text) == nil)
    }

    @Test func ordersByItsBytes() {
        let low = PostgresUUID(high: 1, low: .max)
        let high = PostgresUUID(high: 2, low: 0)
        #expect(low < high)
        #expect(PostgresUUID(high: 1, low: 1) < low)
        #expect(PostgresUUID(high: 1, low: 0) < PostgresUUID(high: .max, low: 0))
    }
}
