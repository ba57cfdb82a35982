@testable import CaptureService
import GRPC
import LeadlineAPI
import Market
import ServiceHost
import Testing

@Suite struct IntakeTests {
    @Test func `fields go where their class belongs`() throws {
        let intake = try Forms.intake(
            CaptureBench.lead {
                $0.fields["zip"] = " 78701 "
                $0.consent.text = "I agree"
                $0.source.medium = "Web"
                $0.source.pageURL = "https://example.com"
            })
        let facts = try WireLeadFacts(serializedBytes: intake.facts)
        let secrets = try WireSealedLead(serializedBytes: intake.secrets)
        #expect(intake.outcome == .pending)
        #expect(
            facts.fields.map(\.name) == ["insured", "state", "vehicle_year", "zip"])
        #expect(secrets.fields.map(\.name) == ["email", "first_name", "phone"])
        #expect(secrets.fields.map(\.value.text) == ["ann@example.com", "Ann", "+15125550123"])
        #expect(secrets.consent.text == "I agree")
        #expect(secrets.source.pageURL == "https://example.com")
        #expect(facts.sourceMedium == "web")
        // Raw values are kept where they differ, and only sealed.
        #expect(
            secrets.raw.map(\.name) == [
                "email", "insured", "phone", "state", "vehicle_year", "zip",
            ])
        #expect(intake.sheet.phone == "+15125550123")
        #expect(intake.sheet.email == "ann@example.com")
    }

    @Test func `no message but the sealed one holds what is personal`() throws {
        let canaries = ["5125550199", "zo\u{eb}@canary.example", "Canarina", "secret-unknown"]
        let intake = try Forms.intake(
            CaptureBench.lead {
                $0.fields["phone"] = "512 555 0199"
                $0.fields["email"] = canaries[1]
                $0.fields["first_name"] = canaries[2]
                $0.fields["nickname"] = canaries[3]
                $0.fields["state"] = nil
            })
        for bytes in [intake.facts, intake.context, intake.journal, intake.reply] {
            let text = String(decoding: bytes, as: UTF8.self)
            for canary in canaries { #expect(!text.contains(canary), "\(canary)") }
        }
        let sealed = String(decoding: intake.secrets, as: UTF8.self)
        for canary in canaries { #expect(sealed.contains(canary), "\(canary)") }
    }

    @Test func `unknown fields are flagged, sealed, and not in the journal`() throws {
        let intake = try Forms.intake(
            CaptureBench.lead {
                $0.fields["favourite.colour"] = "blue"
                $0.fields["annual_miles"] = "a lot"
            })
        #expect(intake.outcome == .pending)
        #expect(intake.flags.map(\.field) == ["annual_miles", "favourite.colour"])
        #expect(intake.flags.map(\.flag) == ["unparsable", "unknown_field"])
        let journal = try WireJournalEntry(serializedBytes: intake.journal)
        #expect(journal.events[0].received.flaggedFields == ["annual_miles"])
        let facts = try WireLeadFacts(serializedBytes: intake.facts)
        #expect(!facts.fields.map(\.name).contains("annual_miles"))
    }

    @Test func `what is required must be readable; what isn't may be nonsense`() throws {
        let intake = try Forms.intake(
            CaptureBench.lead { $0.fields["vehicle_year"] = "new" }
        ) { market in
            let index = market.fields.firstIndex { $0.name == "vehicle_year" }!
            market.fields[index].requiredOnPost = true
        }
        #expect(intake.outcome == .rejected)
        #expect(intake.reasons.map(\.field) == ["vehicle_year"])
        let journal = try WireJournalEntry(serializedBytes: intake.journal)
        #expect(journal.events.count == 2)
        #expect(journal.events[1].finished.outcome == .rejected)
    }

    @Test func `tracking values are cut at 75 characters and flagged`() throws {
        let intake = try Forms.intake(
            CaptureBench.lead {
                $0.subIds.sub1 = String(repeating: "ä", count: 80)
                $0.subIds.sub2 = String(repeating: "b", count: 75)
                $0.subIds.utmTerm = "with\u{0}nul"
            })
        let kept = try WireRouteRequest(serializedBytes: intake.context).subIds
        #expect(kept.sub1 == String(repeating: "ä", count: 75))
        #expect(intake.envelope.sub1 == kept.sub1)
        #expect(kept.sub2.count == 75)
        #expect(kept.utmTerm == "withnul")
        #expect(intake.flags.map(\.field) == ["sub1", "utm_term"])
        #expect(intake.flags.allSatisfy { $0.flag == "truncated" })
    }

    @Test func `the higher minimum holds`() throws {
        func minimum(asked: Int64?, channel: Int64?) throws -> Int64 {
            let request = CaptureBench.lead {
                if let asked {
                    $0.minPayout.micros = asked
                    $0.minPayout.currency = "USD"
                }
            }
            let intake = try Forms.intake(request) { market in
                guard let channel else { return }
                market.sellers[0].channels[0].minPayout.micros = channel
                market.sellers[0].channels[0].minPayout.currency = "USD"
            }
            let facts = try WireLeadFacts(serializedBytes: intake.facts)
            return facts.hasMinPayout ? facts.minPayout.micros : -1
        }
        #expect(try minimum(asked: nil, channel: nil) == -1)
        #expect(try minimum(asked: 2_000_000, channel: nil) == 2_000_000)
        #expect(try minimum(asked: 2_000_000, channel: 3_000_000) == 3_000_000)
        #expect(try minimum(asked: 4_000_000, channel: 3_000_000) == 4_000_000)
    }

    @Test func `a seller's patience shortens the wait, never the lead's way`() throws {
        let intake = try Forms.intake(
            CaptureBench.lead { $0.maxProcessing = .init(milliseconds: 50) })
        #expect(intake.envelope.processingMilliseconds == 50)
        let context = try WireRouteRequest(serializedBytes: intake.context)
        #expect(try context.deadline.microseconds() == intake.receivedAt + 30_000_000)
        let longer = try Forms.intake(
            CaptureBench.lead { $0.maxProcessing = .init(milliseconds: 80_000) })
        #expect(longer.envelope.processingMilliseconds == 30_000)
    }

    @Test func `which channel a key is for`() throws {
        let form = try Forms.form()
        #expect(try form.channel(named: "", of: Forms.seller(channel: "archive")).key == "archive")
        #expect(try form.channel(named: "web", of: Forms.seller()).key == "web")
        #expect(try form.channel(named: "", of: Forms.seller("rival")).key == "other")
        let refused: [(String, Caller, Status.Code)] = [
            ("", Forms.seller(), .invalidArgument),
            ("other", Forms.seller(), .permissionDenied),
            ("nowhere", Forms.seller(), .permissionDenied),
            ("web", Forms.seller(channel: "archive"), .permissionDenied),
            ("", Forms.seller("gone", channel: "web"), .permissionDenied),
        ]
        for (name, caller, code) in refused {
            do {
                _ = try form.channel(named: name, of: caller)
                Issue.record("\(name) was allowed")
            } catch {
                #expect(error.code == code)
            }
        }
    }
}
