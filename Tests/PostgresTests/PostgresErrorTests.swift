import Testing

@testable import Postgres

@Suite struct PostgresErrorTests {
    @Test func onlyTheDebugDescriptionShowsWhatTheServerSaid() {
        let error = PostgresError(
            .server, "A value that must be unique is there already.", sqlState: .uniqueViolation,
            constraint: "leads_pkey", statement: "capture.insert",
            detail: "Key (phone)=(+15550100) already exists.")
        #expect(
            error.description
                == "A value that must be unique is there already. Statement: capture.insert."
                + " Constraint: leads_pkey. SQLSTATE 23505.")
        #expect(error.debugDescription.contains("+15550100"))
        #expect("\(error)" == error.description)
    }

    @Test func blame() {
        for state in ["22001", "23505", "21000", "54000", "P0001"] as [SQLState] {
            #expect(PostgresError(.server, "", sqlState: state).blamesData)
        }
        for state in ["42601", "40001", "55P03", "57014", "53300", "XX000"] as [SQLState] {
            #expect(!PostgresError(.server, "", sqlState: state).blamesData)
        }
        #expect(!PostgresError(.outcomeUnknown, "").blamesData)
    }
}
