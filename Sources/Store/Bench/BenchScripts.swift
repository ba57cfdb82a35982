public import Market

/// Scripts for pgbench (`-M prepared -f`) that run production's own statements, one lead at a time.
///
/// The statements are those that the group commits send, with every array one element long, and
/// their arguments written as SQL: constants are folded when the statement is prepared, ids are
/// random as production's are. What a group commit gains is what these leave out.
public struct BenchScripts: Sendable {
    private let tenant: String
    private let sizes: RowSizes
    private let campaigns: Int

    /// - Parameter campaigns: among how many campaigns sales are spread, each with one cap
    public init(tenant: TenantID, sizes: RowSizes = RowSizes(), campaigns: Int = 10) {
        self.tenant = "'\(tenant)'::uuid"
        self.sizes = sizes
        self.campaigns = campaigns
    }

    /// One submission that ends when it is stored, as on a STORE_ONLY channel.
    public var capture: String {
        capture(ending: "7::smallint", reply: Self.bytes(sizes.reply)) + ";\n"
    }

    /// One submission on its way to a confirmed sale: three commits, and two more that take the
    /// buyers' acknowledgements in.
    public var sale: String {
        let capture = capture(ending: "1::smallint", reply: "null::bytea")
        let commands = [award, confirm, acknowledgeDisclosure, acknowledgeLosses]
        return "\\set campaign random(1, \(campaigns))\n\(capture) \\gset\n"
            + commands.map { $0 + ";\n" }.joined()
    }

    private func capture(ending: String, reply: String) -> String {
        Store.captureLeads.filled(
            [
                tenant, "'bench'", "15000", Self.one(Self.newLead), Self.one("'acme'::text"),
                Self.one("gen_random_uuid()::text"), Self.one("sha256('content')"),
                Self.one("'web'::text"), Self.one("1::bigint"), Self.one(ending),
                Self.one(reply), bytes(sizes.facts), bytes(sizes.context),
                Self.one("1::smallint"), Self.one("0::smallint"), Self.one("false"),
                Self.one("''::text"), bytes(sizes.wrappedKey), bytes(sizes.box),
                Self.one("sha256(uuid_send(gen_random_uuid()))"),
                Self.one("sha256(uuid_send(gen_random_uuid()))"), bytes(sizes.receivedEntry),
            ])
    }

    private var award: String {
        Store.awardSales.filled(
            [
                tenant, Self.lead, Self.one("1"), Self.sale, Self.one("0::smallint"),
                buyer, campaign, Self.one("12000000::bigint"), Self.one("10000000::bigint"),
                Self.one("2000000::bigint"), Self.one("'USD'::text"), Self.one("1::smallint"),
                Self.one("'bid'::text"), bytes(sizes.award), Self.one("7::smallint"),
                Self.one("0::smallint"), bytes(sizes.decision), bytes(sizes.awardedEntry),
                Self.one("15000"), campaign, Self.one("'day'::text"),
                Self.one("'2026-11-22'::text"), Self.one("1"), Self.one("1"),
                Self.one("1000000000::bigint"),
            ])
    }

    private var confirm: String {
        Store.recordSteps.filled(
            [
                tenant, Self.lead, Self.one("1"), bytes(sizes.confirmedEntry), Self.sale,
                Self.one("2::smallint"), Self.one("'reference'::text"),
                Self.one("null::timestamptz"), Self.one("2::smallint"), bytes(sizes.reply),
                Self.one("null::smallint"), Self.one("0::smallint"), Self.one("null::bytea"),
                Self.one("null::int"), Self.one("null::uuid"), Self.one("null::uuid"),
            ] + lines + notices)
    }

    private var acknowledgeDisclosure: String {
        Store.recordSteps.filled(
            [
                tenant, Self.lead, Self.one("null::int"), Self.bytesArray(40),
                Self.one("null::uuid"), Self.one("null::smallint"), Self.one("null::text"),
                Self.one("null::timestamptz"), Self.one("null::smallint"),
                Self.one("null::bytea"), Self.one("null::smallint"), Self.one("0::smallint"),
                Self.one("null::bytea"), Self.one("null::int"), Self.one("null::uuid"),
                Self.one(Self.id("disclosure")), "'{}'::int[]", "'{}'::uuid[]",
                "'{}'::smallint[]", "'{}'::smallint[]", "'{}'::text[]", "'{}'::bigint[]",
                "'{}'::int[]", "'{}'::uuid[]", "'{}'::smallint[]", "'{}'::text[]",
                "'{}'::bytea[]", "'{}'::int[]",
            ])
    }

    private var acknowledgeLosses: String {
        Store.acknowledgeNotices.filled([Self.one(tenant), Self.one(Self.id("losses"))])
    }

    private var lines: [String] {
        [
            "array[1, 1, 1]", "array_fill(\(Self.id("posting")), array[3])",
            "array[1, 2, 3]::smallint[]", "array[1, 1, 1]::smallint[]",
            """
            array['buyer:b' || :campaign::text || ':receivable', 'seller:acme:payable',
                'exchange:margin']
            """,
            "array[12000000, -10000000, -2000000]::bigint[]",
        ]
    }

    private var notices: [String] {
        [
            "array[1, 1]", "array[\(Self.id("disclosure")), \(Self.id("losses"))]",
            "array[1, 3]::smallint[]", "array['b' || :campaign::text, null]",
            "array[\(Self.bytes(sizes.disclosure)), \(Self.bytes(sizes.losses))]",
            "array[3000, 3000]",
        ]
    }
}

extension BenchScripts {
    /// The lead that the capture's `\gset` left behind.
    private static let lead = "array[:o_lead]::uuid[]"
    private static let sale = "array[\(id("sale"))]"

    private var buyer: String { Self.one("'b' || :campaign::text") }
    private var campaign: String { Self.one("'c' || :campaign::text") }

    /// A UUIDv7 of now.
    private static let newLead = """
        (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
            || substr(translate(gen_random_uuid()::text, '-', ''), 14))::uuid
        """

    /// An id that follows from the lead's, without its order, as ids of sales do.
    private static func id(_ of: String) -> String { "md5('\(of)' || :o_lead::text)::uuid" }

    private static func bytes(_ count: Int) -> String { "decode(repeat('a7', \(count)), 'hex')" }

    private static func bytesArray(_ count: Int) -> String { one(bytes(count)) }

    private func bytes(_ count: Int) -> String { Self.bytesArray(count) }

    private static func one(_ value: String) -> String { "array[\(value)]" }
}
