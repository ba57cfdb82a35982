import Reactor
import Testing

@testable import GRPC

@Suite struct TimeoutHeaderTests {
    @Test(arguments: [
        ("1H", Duration.seconds(3_600)), ("2M", .seconds(120)), ("3S", .seconds(3)),
        ("4m", .milliseconds(4)), ("5u", .microseconds(5)), ("6n", .microseconds(1)),
        ("0S", .zero), ("99999999H", .seconds(99_999_999 * 3_600)),
    ])
    func parse(text: String, duration: Duration) {
        #expect(TimeoutHeader.parse(text) == Microseconds(duration))
    }

    @Test(arguments: ["", "1", "S", "-1S", "+1S", "1.5S", "1s", "123456789S", " 1S", "1 S", "１S"])
    func refuse(text: String) {
        #expect(TimeoutHeader.parse(text) == nil)
    }

    @Test(arguments: [
        Duration.zero, .microseconds(1), .milliseconds(250), .seconds(1), .seconds(98),
        .seconds(99), .seconds(3_600), .seconds(100_000), .seconds(86_400 * 365),
        .seconds(99_999_999), .seconds(4_000_000_000),
    ])
    func formatKeepsEightDigitsAndLosesNoTime(duration: Duration) throws {
        let text = TimeoutHeader.format(duration)
        #expect(text.utf8.count <= 9)
        let parsed = Duration(try #require(TimeoutHeader.parse(text)))
        #expect(parsed >= duration)
        #expect(parsed <= duration * 1.01 + .microseconds(1) || duration > .seconds(99_999_999))
    }
}
