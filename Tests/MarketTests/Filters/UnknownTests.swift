import Market
import Testing

/// A field that is missing on a ping isn't false (FEATURES C2).
@Suite struct UnknownTests {
    let visits = Predicate.test(field: "visits", .gt, ["3"])

    @Test func unknownFailsUnlessThePolicySaysOtherwise() throws {
        let reason = "E_FILTER(f: visits gt 3; got nothing)"
        #expect(try FilterBench.verdict(visits, [:], phase: .ping) == reason)
        #expect(
            try FilterBench.verdict(visits, [:], phase: .ping, onUnknown: .passAndRecheck)
                == "undecided")
        #expect(
            try FilterBench.verdict(visits, [:], phase: .post, onUnknown: .passAndRecheck)
                == reason)
    }

    @Test func negationDoesNotMakeUnknownPass() throws {
        #expect(try FilterBench.verdict(.not(visits), [:]) != "pass")
    }

    @Test func groupsFollowKleene() throws {
        let pass = Predicate.test(field: "state", .is, ["CA"])
        let fail = Predicate.test(field: "state", .is, ["NV"])
        let lead: Fields = ["state": .text("CA")]
        func ping(_ predicate: Predicate) throws -> String {
            let verdict = try FilterBench.verdict(
                predicate, lead, phase: .ping, onUnknown: .passAndRecheck)
            return ["pass", "undecided"].contains(verdict) ? verdict : "fail"
        }
        #expect(try ping(.any([visits, pass])) == "pass")
        #expect(try ping(.any([visits, fail])) == "undecided")
        #expect(try ping(.all([visits, pass])) == "undecided")
        #expect(try ping(.all([visits, fail])) == "fail")
        #expect(try ping(.not(.all([visits, fail]))) == "pass")
        #expect(try ping(.not(.any([visits, pass]))) == "fail")
    }

    @Test func aValueOfAnotherKindIsUnknown() throws {
        // A lead that came in under an older schema.
        #expect(
            try FilterBench.verdict(
                visits, ["visits": .text("9")], phase: .ping, onUnknown: .passAndRecheck)
                == "undecided")
    }
}
