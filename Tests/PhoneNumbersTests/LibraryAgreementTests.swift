import CPhoneNumber
import Testing

@testable import PhoneNumbers

/// The short way for numbers in E.164, and the tables that both ways ask, say what Google's
/// library says, for every region's example numbers and for what they become when digits change.
@Suite struct LibraryAgreementTests {
    private static let mutationsPerExample = 12

    @Test func everyExampleAndItsNeighboursAgree() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix(state: seed)
        let examples = Self.examples()
        #expect(examples.count > 1000)
        for example in examples {
            expectAgreement(example, seed)
            for _ in 0..<Self.mutationsPerExample {
                expectAgreement(Self.mutated(example, &random), seed)
            }
        }
    }

    @Test func nationalFormsAgree() {
        for (text, region) in [
            ("0612345678", "FR"), ("(011) 15-2345-6789", "AR"), ("01 55 1234 5678", "MX"),
            ("02 3661 8300", "IT"), ("8 (912) 345-67-89", "RU"), ("010 2000 0000", "KR"),
            ("345-5678", "US"), ("7 777 777 7777", "KZ"), ("+7 701 234 5678", "RU"),
        ] {
            expectAgreement(text, region: region, 0)
        }
    }

    private func expectAgreement(_ text: String, region: String = "US", _ seed: UInt64) {
        let ours = Self.outcome(leadline_phone_parse, text, region)
        let theirs = Self.outcome(leadline_phone_parse_by_library, text, region)
        #expect(ours == theirs, "\(text) in \(region), seed \(seed)")
    }

    private typealias Parser = (
        UnsafePointer<CChar>?, Int, UnsafePointer<CChar>?, UnsafeMutablePointer<leadline_phone>?
    ) -> Int32

    private static func outcome(_ parser: Parser, _ text: String, _ region: String) -> String {
        var result = leadline_phone()
        let code = parser(text, text.utf8.count, region, &result)
        return code == LEADLINE_PHONE_OK ? "\(ParsedPhone(result))" : "error \(code)"
    }

    private static func mutated(_ number: String, _ random: inout SplitMix) -> String {
        var digits = Array(number.utf8.dropFirst())
        let digit = UInt8.random(in: UInt8(ascii: "0")...UInt8(ascii: "9"), using: &random)
        let index = Int.random(in: digits.indices, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: digits.insert(digit, at: index)
        case 1: digits.remove(at: index)
        case 2: digits.insert(UInt8(ascii: "0"), at: min(2, digits.count))
        default: digits[index] = digit
        }
        return "+" + String(decoding: digits, as: UTF8.self)
    }

    private static func examples() -> [String] {
        var examples: [String] = []
        withUnsafeMutablePointer(to: &examples) { examples in
            leadline_phone_for_each_example(
                { text, context in
                    guard let text, let context else { return }
                    context.assumingMemoryBound(to: [String].self).pointee
                        .append(String(cString: text))
                }, examples)
        }
        return examples
    }
}

/// A small generator that a seed repeats (SplitMix64).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
