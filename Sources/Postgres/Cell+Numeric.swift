extension Cell {
    /// Reads a `numeric` that is a whole number within `Int64`, as `sum(bigint)` returns it: digits
    /// of base 10,000, the weight of the first, sign, scale (PostgreSQL source, `numeric_send`).
    func integerOfNumeric() throws -> Int64 {
        let digits = Int(word16(0))
        let weight = Int(Int16(bitPattern: word16(2)))
        let sign = word16(4)
        guard bytes.count == 8 + 2 * digits, sign == 0x0000 || sign == 0x4000, weight < 5 else {
            throw mismatch("int8")
        }
        var value: Int64 = 0
        // Summed as a negative number, because Int64 reaches one further below zero.
        for position in 0..<max(digits, weight + 1) {
            let digit = position < digits ? Int64(word16(8 + 2 * position)) : 0
            if position > weight {
                guard digit == 0 else { throw mismatch("int8") }
                continue
            }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10_000)
            let (difference, underflow) = product.subtractingReportingOverflow(digit)
            guard !overflow, !underflow else { throw mismatch("int8") }
            value = difference
        }
        if sign == 0x4000 { return value }
        let (positive, overflow) = Int64(0).subtractingReportingOverflow(value)
        guard !overflow else { throw mismatch("int8") }
        return positive
    }
}
