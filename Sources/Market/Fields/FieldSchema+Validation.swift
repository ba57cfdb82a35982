extension FieldSchema {
    /// What is wrong with a lead's values: C_MISSING_FIELD for each required field that isn't
    /// there, C_INVALID_FIELD for each that has the wrong kind, is too long or isn't allowed, in
    /// the order of the names. Fields that the schema doesn't know are left alone: they are
    /// flagged by whoever takes leads in, not refused. `sealed` names fields, sorted, that the
    /// lead has but whose values aren't at hand.
    public func failures(
        of values: Fields, sealed: [String] = [], phase: Phase
    ) -> [Reason] {
        var reasons: [Reason] = []
        for field in fields {
            if let value = values[field.name] {
                guard !field.allows(value) else { continue }
                reasons.append(Reason(.invalidField, .field(field.name)))
            } else if field.isRequired(on: phase), !sealed.contains(field.name) {
                reasons.append(Reason(.missingField, .field(field.name)))
            }
        }
        return reasons
    }

    /// The values that a buyer may see before purchase: known fields of classes NONE and QUASI.
    /// Everything else is left out, so a new field leaks nothing until somebody classes it.
    public func pingable(_ values: Fields) -> Fields {
        values.filtered { self[$0.name]?.pii.mayGoOnPing ?? false }
    }

    /// The values that are sealed: classes CONTACT and IDENTITY, and every field that the schema
    /// doesn't know, since nobody has said that it is harmless.
    public func sealed(_ values: Fields) -> Fields {
        values.filtered { !(self[$0.name]?.pii.mayGoOnPing ?? false) }
    }
}

extension FieldDefinition {
    /// Whether a lead needs it in this phase.
    public func isRequired(on phase: Phase) -> Bool {
        phase == .ping ? requiredOnPing : requiredOnPost
    }

    /// Whether a value has the right kind, fits, and is allowed.
    public func allows(_ value: FieldValue) -> Bool {
        guard value.fits(type) else { return false }
        switch value {
        case .text(let text): return allows(text)
        case .list(let texts): return texts.allSatisfy(allows)
        default: return true
        }
    }

    private func allows(_ text: String) -> Bool {
        // Characters are counted only where the bytes could be too many.
        guard text.utf8.count <= maxLength || text.count <= maxLength else { return false }
        return allowedValues.isEmpty || allowedValues.contains(text)
    }
}
