/// A currency of ISO 4217: three letters and the number of digits after the point.
public struct Currency: Hashable, Sendable, CustomStringConvertible {
    /// Three upper-case ASCII letters, the first in the highest byte.
    private let packed: UInt32
    /// Digits of the minor unit: 2 for USD, 0 for JPY, 3 for KWD.
    public let minorUnitDigits: Int

    /// The currency with this code, or nil when ISO 4217 doesn't list it (funds, metals and
    /// test codes are left out). The case of the letters doesn't matter.
    public init?(code: String) {
        var packed: UInt32 = 0
        guard code.utf8.count == 3 else { return nil }
        for byte in code.utf8 {
            let upper = byte & ~0x20
            guard (65...90).contains(upper), byte & 0x80 == 0, byte >= 65 else { return nil }
            packed = packed << 8 | UInt32(upper)
        }
        guard let digits = Self.digits(of: packed) else { return nil }
        self.packed = packed
        minorUnitDigits = digits
    }

    /// The ISO 4217 code, e.g. "USD".
    public var code: String {
        String(unsafeUninitializedCapacity: 3) { buffer in
            for index in 0..<3 {
                buffer[index] = UInt8(truncatingIfNeeded: packed >> UInt32(16 - 8 * index))
            }
            return 3
        }
    }

    /// Micros of one minor unit: 10,000 for USD (a cent), 1,000,000 for JPY.
    public var microsPerMinorUnit: Int64 { Self.powersOfTen[6 - minorUnitDigits] }

    /// The code.
    public var description: String { code }

    /// United States dollar.
    public static let usd = Currency(code: "USD")!
    /// Euro.
    public static let eur = Currency(code: "EUR")!
    /// Pound sterling.
    public static let gbp = Currency(code: "GBP")!
    /// Japanese yen, which has no minor unit.
    public static let jpy = Currency(code: "JPY")!

    static let powersOfTen: [Int64] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]

    private static func digits(of packed: UInt32) -> Int? {
        for (digits, codes) in Self.tables {
            var candidate: UInt32 = 0
            for byte in codes.utf8 {
                if byte == UInt8(ascii: " ") {
                    if candidate == packed { return digits }
                    candidate = 0
                } else {
                    candidate = candidate << 8 | UInt32(byte)
                }
            }
            if candidate == packed { return digits }
        }
        return nil
    }

    /// ISO 4217 list one of 2024, by digits of the minor unit.
    private static let tables: [(Int, String)] = [
        (
            2,
            """
            USD EUR GBP CAD AUD AED AFN ALL AMD ANG AOA ARS AWG AZN BAM BBD BDT BGN BMD BND BOB \
            BRL BSD BTN BWP BYN BZD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB FJD \
            FKP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD \
            KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD \
            NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD \
            SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH UYU UZS VES \
            WST XCD YER ZAR ZMW ZWG
            """
        ),
        (0, "JPY BIF CLP DJF GNF ISK KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
    ]
}
