import Market
import Store
import Testing

@Suite struct ConfigTests {
    private func key(_ byte: UInt8, _ party: String = "acme") -> MarketKey {
        MarketKey(
            hash: [UInt8](repeating: byte, count: 32), role: .seller, party: party,
            channel: "web", label: "l")
    }

    private func market(
        _ tenant: TenantID, _ checksum: UInt8, expected: Int64? = nil, keys: [MarketKey] = []
    ) -> NewMarket {
        NewMarket(
            tenant: tenant, expectedVersion: expected, document: "currency: USD",
            market: [checksum], checksum: [checksum], appliedBy: "ann", keys: keys)
    }

    private func tenants(_ store: Store) async throws -> [Tenant] {
        var made: [Tenant] = []
        for (name, number): (String, UInt64) in [("one", 1), ("two", 2)] {
            made.append(
                try await store.tenant(named: name, creatingWith: Fixture(number).tenant))
        }
        return made
    }

    @Test func versionsAreCountedAndEqualOnesAreNot() async throws {
        try await withStore { [self] store async throws in
            let tenants = try await tenants(store)
            let tenant = tenants[0].id
            #expect(try await store.tenants() == tenants)
            #expect(try await store.market(tenant: tenant) == nil)
            #expect(try await store.apply(market(tenant, 1)) == .applied(version: 1))
            #expect(try await store.apply(market(tenant, 1)) == .unchanged(version: 1))
            #expect(
                try await store.apply(market(tenant, 2, expected: 1)) == .applied(version: 2))
            #expect(try await store.apply(market(tenant, 3, expected: 1)) == .conflict)
            let newest = try #require(await store.market(tenant: tenant))
            #expect(newest.version == 2 && newest.market == [2] && newest.appliedBy == "ann")
            #expect(try await store.market(tenant: tenant, version: 1)?.market == [1])
            #expect(try await store.newestVersions() == [tenant: 2])
        }
    }

    @Test func keysFollowTheMarketUnlessMadeByHand() async throws {
        try await withStore { [self] store async throws in
            let tenant = try await tenants(store)[0].id
            _ = try await store.apply(market(tenant, 1, keys: [key(1), key(2)]))
            try await store.create(
                StoredKey(
                    hash: [UInt8](repeating: 9, count: 32), tenant: tenant, role: .operator,
                    party: "ann", scopes: ["apply"]))
            #expect(try await store.liveKeys().count == 3)
            _ = try await store.apply(market(tenant, 2, keys: [key(2)]))
            #expect(Set(try await store.liveKeys().map { $0.hash[0] }) == [2, 9])
            _ = try await store.apply(market(tenant, 3, keys: [key(1), key(2)]))
            #expect(try await store.key(hash: key(1).hash)?.revokedAtMicros == nil)
            #expect(try await store.revokeKey(tenant: tenant, hash: key(2).hash))
            _ = try await store.apply(market(tenant, 4, keys: [key(1), key(2)]))
            #expect(Set(try await store.liveKeys().map { $0.hash[0] }) == [1, 9])
            #expect(try await store.keys(tenant: tenant).count == 3)
            #expect(try await store.key(hash: key(9).hash)?.scopes == ["apply"])
        }
    }

    @Test func nobodyTakesOverAnothersKey() async throws {
        try await withStore { [self] store async throws in
            let tenants = try await tenants(store)
            _ = try await store.apply(market(tenants[0].id, 1, keys: [key(1)]))
            let error = await #expect(throws: StoreError.self) {
                try await store.apply(self.market(tenants[1].id, 1, keys: [self.key(1)]))
            }
            #expect(error?.code == .taken)
            #expect(try await store.market(tenant: tenants[1].id) == nil)
            #expect(try await store.key(hash: key(1).hash)?.tenant == tenants[0].id)
            #expect(try await !store.revokeKey(tenant: tenants[1].id, hash: key(1).hash))
        }
    }

    @Test func applyingIsAnnounced() async throws {
        try await withStore { [self] store async throws in
            let tenant = try await tenants(store)[0].id
            var hints = store.client.listen(store.configChannel).makeAsyncIterator()
            // Applied until somebody has heard: listening begins some time after the call.
            let applying = Task {
                var checksum: UInt8 = 0
                while !Task.isCancelled {
                    _ = try await store.apply(market(tenant, checksum))
                    checksum &+= 1
                }
            }
            #expect(await hints.next() == tenant.description)
            applying.cancel()
            _ = await applying.result
        }
    }
}
