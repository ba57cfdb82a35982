/// A named value.
public struct Field: Hashable, Sendable {
    /// The name in the tenant's schema.
    public let name: String
    /// The value.
    public let value: FieldValue

    /// A named value.
    public init(_ name: String, _ value: FieldValue) {
        self.name = name
        self.value = value
    }
}

/// A lead's values, sorted by name, each name once.
public struct Fields: Hashable, Sendable {
    /// In the order of the names' bytes.
    public private(set) var all: [Field]

    /// No values.
    public init() {
        all = []
    }

    /// Sorts the values by name; of several with one name the last stays.
    public init(_ fields: some Sequence<Field>) {
        all = []
        for field in fields { self[field.name] = field.value }
    }

    /// The value of a name; setting nil removes it. Binary search.
    public subscript(name: String) -> FieldValue? {
        get {
            let place = position(of: name)
            return place < all.count && all[place].name == name ? all[place].value : nil
        }
        set {
            let place = position(of: name)
            let found = place < all.count && all[place].name == name
            switch (found, newValue) {
            case (true, let value?): all[place] = Field(name, value)
            case (true, nil): all.remove(at: place)
            case (false, let value?): all.insert(Field(name, value), at: place)
            case (false, nil): break
            }
        }
    }

    /// How many there are.
    public var count: Int { all.count }

    /// The values that satisfy a test, in the same order.
    public func filtered(_ isIncluded: (Field) -> Bool) -> Fields {
        var result = Fields()
        result.all = all.filter(isIncluded)
        return result
    }

    private func position(of name: String) -> Int {
        // Leads mostly arrive sorted, and then each field goes last.
        guard let last = all.last, name <= last.name else { return all.count }
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            if all[middle].name < name {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

extension Fields: ExpressibleByDictionaryLiteral {
    /// Values by name.
    public init(dictionaryLiteral elements: (String, FieldValue)...) {
        self.init(elements.map { Field($0.0, $0.1) })
    }
}
