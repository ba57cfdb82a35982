import Testing

@testable import LeadImport

/// A column's text becomes a field's value, or a problem that doesn't quote it.
@Suite struct ColumnValueTests {
    static let values: [(form: ColumnValue.Form, raw: String, value: String?)] = [
        (.text, "  India ", "India"), (.text, "", ""), (.text, "   ", ""),
        (.lower, "Google", "google"),
        (.integer, "7", "7"), (.integer, "-3.00", "-3"), (.integer, "007", "7"),
        (.integer, "7.5", nil), (.integer, "many", nil), (.integer, "", ""),
        (.integer, "99999999999999999999", nil),
        (.decimal, "2.67", "2.67"), (.decimal, "-.5", "-.5"), (.decimal, "1e3", nil),
        (.decimal, "1.2.3", nil), (.decimal, "1-2", nil), (.decimal, ".", nil),
        (.bool, "Yes", "true"), (.bool, "no", "false"), (.bool, "0", "false"),
        (.bool, "maybe", nil),
    ]

    @Test(arguments: values.indices) func formsAreKept(_ index: Int) throws {
        let (form, raw, expected) = Self.values[index]
        let value = ColumnValue.column("C", as: form)
        if let expected {
            #expect(try value.value(of: raw) == expected)
        } else {
            let problem = try #require(throws: RowProblem.self) { try value.value(of: raw) }
            #expect(problem.column == "C")
            // A full stop is in every sentence.
            #expect(raw == "." || !problem.message.contains(raw))
        }
    }

    @Test func textsAreReplaced() throws {
        var value = ColumnValue.column("C")
        value.replacements = ["Google": "ppc", "n/a": ""]
        #expect(try value.value(of: "Google") == "ppc")
        #expect(try value.value(of: "n/a") == "")
        #expect(try value.value(of: "Bing") == "Bing")
        value.otherwise = "web"
        #expect(try value.value(of: "Bing") == "web")
        #expect(try value.value(of: "") == "")
    }

    @Test func aFixedValueNeedsNoColumn() throws {
        var value = ColumnValue()
        value.fixed = "inbound"
        #expect(try value.value(of: "whatever") == "inbound")
    }
}
