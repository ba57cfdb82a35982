import Market
import Testing

@Suite struct ReasonCodeTests {
    @Test func namesAndNumbersBelongTogether() {
        let letters: [ReasonCode.Family: String] = [
            .capture: "C_", .eligibility: "E_", .bid: "B_", .loss: "L_", .post: "P_", .sale: "S_",
        ]
        for code in ReasonCode.allCases {
            #expect(ReasonCode(name: code.name) == code)
            #expect(code.name.hasPrefix(letters[code.family]!))
            #expect(code.rawValue / 100 == code.family.rawValue)
        }
        #expect(ReasonCode(name: "E_NONSENSE") == nil)
        #expect(Set(ReasonCode.allCases.map(\.name)).count == ReasonCode.allCases.count)
    }

    /// Stored for ever: none may move.
    @Test(arguments: [
        (ReasonCode.auth, 101, "C_AUTH"), (.deadline, 121, "C_DEADLINE"),
        (.filter, 211, "E_FILTER"), (.quota, 228, "E_QUOTA"), (.noBid, 301, "B_NOBID"),
        (.bidTransport, 305, "B_TRANSPORT"), (.outbid, 403, "L_OUTBID"),
        (.consumerNotPicked, 410, "L_CONSUMER_NOT_PICKED"), (.voided, 507, "P_VOIDED"),
        (.chargedBack, 603, "S_CHARGED_BACK"),
    ])
    func samplesStay(_ code: ReasonCode, _ number: Int32, _ name: String) {
        #expect(code.rawValue == number)
        #expect(code.name == name)
    }

    @Test func countsAreSorted() {
        let counts = ReasonCount.counting([.outbid, .paused, .outbid, .filter])
        #expect(
            counts == [ReasonCount(.paused, 1), ReasonCount(.filter, 1), ReasonCount(.outbid, 2)])
    }
}
