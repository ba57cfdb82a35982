import LeadImport
import LeadlineAPI
import Testing

/// Samples are the same for one seed, alone or in order, and reach nobody.
@Suite struct SampleLeadsTests {
    @Test func theSameSeedGivesTheSameLeads() {
        let leads = Array(SampleLeads(seed: 7, count: 200))
        #expect(leads == Array(SampleLeads(seed: 7, count: 200)))
        #expect(leads[150] == SampleLeads(seed: 7, count: 1000)[150])
        #expect(leads != Array(SampleLeads(seed: 8, count: 200)))
        #expect(Set(leads.map(\.fields)).count == 200)
    }

    @Test func rowsAreNumberedFromOne() {
        let rows = Array(SampleLeads(seed: 7, count: 3).rows(importID: "i"))
        #expect(rows.map(\.row) == [1, 2, 3])
        #expect(rows.allSatisfy { $0.importID == "i" && $0.lead.channelID == "insurance-web" })
    }

    @Test func contactsReachNobody() throws {
        for number in UInt64(0)..<40_000 {
            let phone = ReservedContacts.make(.phone, number)
            #expect(phone.hasPrefix("+1") && phone.count == 12)
            let line = try #require(Int(phone.suffix(4)))
            #expect(phone.dropLast(4).hasSuffix("555") && (100...199).contains(line))
        }
        let count = ReservedContacts.phoneCount
        #expect(Set((0..<UInt64(count)).map { ReservedContacts.make(.phone, $0) }).count == count)
        #expect(ReservedContacts.make(.email, 660_728) == "lead-660728@example.com")
        let names = (0..<100).map { ReservedContacts.make(.firstName, $0) }
        #expect(Set(names).count > 20)
    }

    @Test func randomNumbersAreThoseOfSplitMix64() {
        // The first outputs for seed 1234567 in the reference implementation.
        var random = SeededRandom(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
    }
}
