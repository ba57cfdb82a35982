import LeadlineAPI

extension FieldMapping {
    /// The lead of a row.
    /// - Parameters:
    ///   - row: Its number, from 1.
    ///   - text: The raw text of a column that the mapping reads.
    func lead(
        row: Int64, _ text: (String) -> String
    ) throws(RowProblem) -> WireSubmitRequest {
        var lead = WireSubmitRequest()
        lead.channelID = channel
        for target in fields {
            let value = try value(target, text)
            if !value.isEmpty { lead.fields[target.name] = value }
        }
        if !contacts.isEmpty {
            let number = try contactNumber(row, text)
            for contact in contacts {
                lead.fields[contact.name] = ReservedContacts.make(contact.kind, number)
            }
        }
        for target in source { lead.source.set(target.name, try value(target, text)) }
        for target in subIds { lead.subIds.set(target.name, try value(target, text)) }
        return lead
    }

    private func value(_ target: Target, _ text: (String) -> String) throws(RowProblem) -> String {
        try target.value.value(of: target.value.column.map(text) ?? "")
    }

    private func contactNumber(
        _ row: Int64, _ text: (String) -> String
    ) throws(RowProblem) -> UInt64 {
        guard !number.isEmpty else { return UInt64(row) }
        guard let value = UInt64(ColumnValue.trimmed(text(number))) else {
            throw RowProblem(column: number, message: "A whole number is needed.")
        }
        return value
    }

    /// What doesn't fit between a file's header and this mapping.
    func problems(ofHeader header: [String]) -> [String] {
        var problems: [String] = []
        var seen: Set<String> = []
        for column in header where !seen.insert(column).inserted {
            problems.append("The column '\(column)' occurs twice.")
        }
        let read = readColumns
        for column in read where !seen.contains(column) {
            problems.append("The mapping reads the column '\(column)', which isn't in the file.")
        }
        for column in ignoredColumns where !seen.contains(column) {
            problems.append("The mapping ignores the column '\(column)', which isn't in the file.")
        }
        let known = Set(read + ignoredColumns)
        for column in header where !known.contains(column) {
            problems.append("The column '\(column)' is neither mapped nor ignored.")
        }
        return problems
    }
}

extension WireSource {
    fileprivate mutating func set(_ name: String, _ value: String) {
        switch name {
        case "medium": medium = value
        case "detail": detail = value
        case "page_url": pageURL = value
        case "direction": direction = value
        default: assertionFailure("the reader lets no other name in")
        }
    }
}

extension WireSubIds {
    fileprivate mutating func set(_ name: String, _ value: String) {
        switch name {
        case "sub1": sub1 = value
        case "sub2": sub2 = value
        case "sub3": sub3 = value
        case "sub4": sub4 = value
        case "sub5": sub5 = value
        case "click_id": clickID = value
        case "source_id": sourceID = value
        case "utm_source": utmSource = value
        case "utm_medium": utmMedium = value
        case "utm_campaign": utmCampaign = value
        case "utm_term": utmTerm = value
        case "utm_content": utmContent = value
        default: assertionFailure("the reader lets no other name in")
        }
    }
}
