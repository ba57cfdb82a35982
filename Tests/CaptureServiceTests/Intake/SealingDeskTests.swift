@testable import CaptureService
import LeadlineAPI
import Market
import Store
import Testing
import Vault

@Suite struct SealingDeskTests {
    @Test func `what is sealed opens for its tenant and lead only`() throws {
        let vault = Vault(keys: .random())
        let desk = SealingDesk(vault: vault)
        let intake = try Forms.intake(CaptureBench.lead())
        let sealed = try #require(try desk.seal(intake, tenant: Forms.tenant))
        let envelope = Sealed(wrappedKey: try #require(sealed.wrappedKey), box: sealed.box)
        let tenant = Forms.tenant.value
        let lead = intake.lead.value
        let opened = try vault.open(
            envelope,
            boundTo: SealBinding(
                tenantHigh: tenant.high, tenantLow: tenant.low, recordHigh: lead.high,
                recordLow: lead.low))
        #expect(opened == intake.secrets)
        #expect(throws: VaultError.self) {
            try vault.open(
                envelope,
                boundTo: SealBinding(
                    tenantHigh: tenant.high, tenantLow: tenant.low + 1, recordHigh: lead.high,
                    recordLow: lead.low))
        }
    }

    @Test func `equal contacts have equal indexes, whatever they looked like`() throws {
        let desk = SealingDesk(vault: Vault(keys: .random()))
        let first = try desk.seal(Forms.intake(CaptureBench.lead()), tenant: Forms.tenant)
        let second = try desk.seal(
            Forms.intake(
                CaptureBench.lead {
                    $0.fields["phone"] = "+1 512-555-0123"
                    $0.fields["email"] = "ANN@example.com"
                }), tenant: Forms.tenant)
        #expect(first?.phoneIndex == second?.phoneIndex)
        #expect(first?.emailIndex == second?.emailIndex)
        #expect(first?.box != second?.box)
        let elsewhere = try desk.seal(
            Forms.intake(CaptureBench.lead()), tenant: TenantID(Identifier(high: 9, low: 9)))
        #expect(first?.phoneIndex != elsewhere?.phoneIndex)
    }

    @Test func `a lead without anything personal has nothing sealed`() throws {
        let desk = SealingDesk(vault: Vault(keys: .random()))
        let intake = try Forms.intake(
            CaptureBench.lead { $0.fields = ["state": "TX"] })
        #expect(try desk.seal(intake, tenant: Forms.tenant) == nil)
    }

    @Test func `older master keys give the digests that they gave`() throws {
        let content = CanonicalContent(Submission(CaptureBench.lead()), channel: "web")
        let old = MasterKeys.makeEntry(id: 1)
        let before = SealingDesk(vault: Vault(keys: try MasterKeys(text: old)))
        let rotated = "\(MasterKeys.makeEntry(id: 2)),\(old)"
        let after = SealingDesk(vault: Vault(keys: try MasterKeys(text: rotated)))
        let digests = after.digests(of: content, tenant: Forms.tenant)
        #expect(digests.count == 2)
        #expect(digests[1] == before.digests(of: content, tenant: Forms.tenant)[0])
    }
}
