import Testing

@testable import Reactor

@Suite struct SocketAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1:80"), ("::1", "[::1]:80"), ("2001:db8::7", "[2001:db8::7]:80"),
    ])
    func digitsAreRead(ip: String, text: String) throws {
        let address = try #require(SocketAddress(ip: ip, port: 80))
        #expect(address.description == text)
        #expect(address.port == 80)
        let copy = address.withSockaddr { raw, _ in SocketAddress(UnsafeRawPointer(raw)) }
        #expect(copy == address)
    }

    @Test(arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", ":::"])
    func namesAndNonsenseAreNot(ip: String) {
        #expect(SocketAddress(ip: ip, port: 80) == nil)
    }

    @Test func namesAreResolvedElsewhere() async throws {
        let found = try await SocketAddress.resolve(host: "localhost", port: 81)
        let loopback = [
            SocketAddress.ipv4(0x7f00_0001, port: 81),
            .ipv6(high: 0, low: 1, port: 81, scope: 0),
        ]
        #expect(!found.isEmpty)
        #expect(found.allSatisfy(loopback.contains))
        #expect(
            try await SocketAddress.resolve(host: "unix:/run/x", port: 0) == [.unix(path: "/run/x")]
        )
    }

    @Test func anUnknownNameIsAnError() async {
        await #expect(throws: ResolveError.self) {
            _ = try await SocketAddress.resolve(host: "no such host.invalid", port: 1)
        }
    }

    @Test func durationsAndTimesSaturate() {
        #expect(MonotonicTime.distantFuture + .seconds(1) == .distantFuture)
        #expect(Microseconds(.milliseconds(3)) == 3_000)
        #expect(Microseconds(.seconds(Int64.max)).count == .max)
        #expect(Microseconds(.seconds(Int64.min)).count == .min)
    }
}
