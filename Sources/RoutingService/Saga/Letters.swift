import Foundation
import GRPC
import LeadlineAPI
import Market
import ServiceHost
import SwiftProtobuf
import Synchronization
import Vault

/// Writes what buyers are told: the one place where it is decided which of a lead's data goes
/// into which message (FEATURES B13).
struct Letters: Sendable {
    let vault: Vault
    private let pseudonyms = Kept<ChannelName, String>()
    private let buyerHMACs = Kept<TenantBuyer, BuyerHMAC>()

    init(vault: Vault) {
        self.vault = vault
    }

    /// What every candidate sees of a lead: nothing that reaches or names the consumer.
    func ping(
        _ id: PingID, _ lead: RoutedLead, score: Int, in market: Snapshot
    ) -> WirePing {
        let facts = lead.facts
        return .with { ping in
            ping.pingID = id.wire
            ping.kind = facts.kind
            ping.fields = facts.fields.filter { market.mayBePinged($0.name) }
            ping.score = Int32(clamping: score)
            ping.currency = market.currency.code
            ping.test = facts.test
            ping.sourceMedium = facts.sourceMedium
            ping.channelPseudonym = pseudonym(of: facts.channelID, lead.tenant)
            if facts.hasCapturedAt { ping.capturedAt = facts.capturedAt }
            ping.alreadySold = facts.alreadySold
            ping.maxSold = 1
        }
    }

    /// The award: the ping's data and hashes of contacts; everything where the campaign discloses
    /// with the award.
    func award(
        _ award: Award, _ lead: RoutedLead, _ contents: WireSealedContents, redelivery: Int,
        expiresAtMicros: Int64, in market: Snapshot
    ) -> WireAward {
        let facts = lead.facts.fields
        let disclosed = award.disclosure == .onAward
        let fields =
            disclosed
            ? facts + contents.fields : facts.filter { market.mayBePinged($0.name) }
        var wire = WireAward(
            award, fields: fields,
            contactHashes: disclosed ? [] : hashes(contents, award, lead.tenant, in: market),
            expiresAtMicros: expiresAtMicros, in: market)
        wire.redelivery = Int32(clamping: redelivery)
        return wire
    }

    /// The consumer behind a confirmed sale.
    func disclosure(
        _ award: Award, _ lead: RoutedLead, _ contents: WireSealedContents, in market: Snapshot
    ) -> WireDisclosure {
        .with {
            $0.saleID = award.sale.wire
            $0.campaignID = award.campaign.wire(in: market)
            $0.fields = lead.facts.fields + contents.fields
            if contents.hasConsent { $0.consent = contents.consent }
            $0.price = award.split.price.wire
        }
    }

    /// Opens what is sealed. Throws when the lead was erased or the master key is gone.
    func open(_ sealed: WireSealedBox, of lead: LeadID, _ tenant: TenantID) throws
        -> WireSealedContents
    {
        guard !sealed.box.isEmpty else { return WireSealedContents() }
        let binding = SealBinding(
            tenantHigh: tenant.value.high, tenantLow: tenant.value.low,
            recordHigh: lead.value.high, recordLow: lead.value.low)
        let bytes = try vault.open(
            Sealed(wrappedKey: Array(sealed.wrappedKey), box: Array(sealed.box)),
            boundTo: binding)
        return try WireSealedContents(quickly: bytes)
    }

    private func hashes(
        _ contents: WireSealedContents, _ award: Award, _ tenant: TenantID, in market: Snapshot
    ) -> [WireContactHash] {
        let hmac = buyerHMACs.value(of: TenantBuyer(tenant: tenant, buyer: award.buyer)) {
            vault.buyerHMAC(
                tenantHigh: tenant.value.high, tenantLow: tenant.value.low,
                buyerHigh: award.buyer.value.high, buyerLow: award.buyer.value.low,
                purpose: "contact")
        }
        return contents.fields.compactMap { field in
            guard market.schema[field.name]?.pii == .contact,
                case .text(let text) = field.value.kind
            else { return nil }
            return .with {
                $0.field = field.name
                $0.hmac = Data(hmac.digest(of: text).bytes)
            }
        }
    }

    private func pseudonym(of channel: String, _ tenant: TenantID) -> String {
        pseudonyms.value(of: ChannelName(tenant: tenant, channel: channel)) {
            String(
                vault.blindIndex(
                    tenantHigh: tenant.value.high, tenantLow: tenant.value.low, purpose: "channel"
                ).digest(of: channel).hex.prefix(16))
        }
    }
}

private struct ChannelName: Hashable {
    let tenant: TenantID
    let channel: String
}

private struct TenantBuyer: Hashable {
    let tenant: TenantID
    let buyer: BuyerID
}

/// What is made of a derived key, once for each of many names: deriving costs more than all else of
/// a message.
private final class Kept<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// More than an exchange has; then it begins anew.
    private static var most: Int { 10_000 }

    private let values = Mutex<[Key: Value]>([:])

    func value(of key: Key, _ make: () -> Value) -> Value {
        if let known = values.withLock({ $0[key] }) { return known }
        let made = make()
        values.withLock { values in
            if values.count >= Self.most { values.removeAll() }
            values[key] = made
        }
        return made
    }
}

extension Snapshot {
    fileprivate func mayBePinged(_ field: String) -> Bool {
        guard let pii = schema[field]?.pii else { return false }
        return pii == PIIClass.none || pii == .quasi
    }
}
