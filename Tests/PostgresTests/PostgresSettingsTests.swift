import Testing

@testable import Postgres

@Suite struct PostgresSettingsTests {
    @Test func wholeURL() throws {
        let settings = try PostgresSettings(
            url: "postgres://us%65r:p%40ss@db.example:5433/leads?schema=t1&lock_timeout=250"
                + "&statement_timeout=0&application_name=capture&sslmode=require&work_mem=8MB")
        #expect(settings.user == "user")
        #expect(settings.password == "p@ss")
        #expect(settings.host == "db.example")
        #expect(settings.port == 5433)
        #expect(settings.database == "leads")
        #expect(settings.schema == "t1")
        #expect(settings.lockTimeout == .milliseconds(250))
        #expect(settings.statementTimeout == nil)
        #expect(settings.applicationName == "capture")
        #expect(settings.sslMode == "require")
        #expect(settings.parameters.last == .init("work_mem", "8MB"))
    }

    @Test func socketFolderAndDefaults() throws {
        let settings = try PostgresSettings(url: "postgresql:///?host=/run/postgresql&user=joe")
        #expect(settings.isSocketFolder)
        #expect(settings.user == "joe")
        #expect(settings.database == "joe")
        #expect(settings.port == 5432)
    }

    @Test func bracketsHoldAnIPv6Address() throws {
        let settings = try PostgresSettings(url: "postgres://u@[::1]:6000/d")
        #expect(settings.host == "::1")
        #expect(settings.port == 6000)
    }

    @Test(arguments: [
        "mysql://h/d", "postgres://u:secret@h:0/d", "postgres://u:secret@h:x/d",
        "postgres://u:secret@h/d?lock_timeout=soon", "postgres://u:secret@h/d%2",
        "postgres://u:secret@h/d?x", "postgres://u:secret@h/%ff",
    ])
    func brokenURLsAreRefusedWithoutRepeatingThem(_ url: String) async {
        let error = await postgresError { _ = try PostgresSettings(url: url) }
        #expect(error?.kind == .misuse)
        #expect(error?.debugDescription.contains("secret") == false)
    }

    @Test func keywordsCarryTheSession() {
        var settings = PostgresSettings(host: "h", database: "d", user: "u", schema: "My \"s")
        settings.statementTimeout = .microseconds(10)
        let keywords = settings.connectionKeywords(address: "10.0.0.1")
        let options = keywords.first { $0.keyword == "options" }?.value
        #expect(
            options == #"-c search_path="My\ ""s" -c statement_timeout=1 -c lock_timeout=500"#
                + " -c idle_in_transaction_session_timeout=10000 -c jit=off")
        #expect(keywords.contains { $0 == ("hostaddr", "10.0.0.1") })
        #expect(!keywords.contains { $0.keyword == "password" })
    }
}
