import Foundation
import GRPC
import LeadlineAPI
import Market
@testable import ServiceHost
import Testing

@Suite struct AccessPolicyTests {
    private static let tenant = TenantID(Identifier(high: 1, low: 1))

    /// Every `rpc` of every `service` in the protos, as a path.
    private static func paths() throws -> [String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appending(path: "Protos/leadline/v1")
        var paths: [String] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path()) {
            guard file.hasSuffix(".proto") else { continue }
            var service = ""
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            for line in text.split(separator: "\n") {
                let words = line.split { " ({".contains($0) }
                if words.first == "service", words.count > 1 { service = String(words[1]) }
                if words.first == "rpc" { paths.append("/leadline.v1.\(service)/\(words[1])") }
            }
        }
        return paths.sorted()
    }

    @Test func `every method of the protos is decided on, and nothing else`() throws {
        let paths = try Self.paths()
        #expect(paths.count >= 14)
        let health = ["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"]
        let standard = health + ReflectionService.paths
        #expect(AccessPolicy.leadline.paths == (paths + standard).sorted())
        for path in paths { #expect(AccessPolicy.leadline.rule(for: path) != .anyone) }
    }

    /// Who may call what, spelled out: a change of the policy has to be made twice.
    @Test func `each role may call its own methods and no others`() throws {
        let allowed: [Caller.Role: Set<String>] = [
            .seller: [
                "Capture/Submit", "Capture/Ping", "Capture/Post", "Capture/GetResult",
                "Capture/Import", "Reporting/Query",
            ],
            .buyer: ["Bidding/BidStream", "Reporting/Query"],
            .operator: ["Routing/Explain", "Reporting/Query", "Reporting/Timeline"],
            .analyst: ["Reporting/Query", "Reporting/Timeline"],
            .service: [
                "Scoring/Assess", "Auction/RunAuction", "Auction/Deliver", "Auction/Notify",
                "Routing/Route",
            ],
        ]
        for role in Caller.Role.allCases {
            let caller = Caller(
                tenant: Self.tenant, role: role, party: role == .service ? "" : "p")
            for path in try Self.paths() {
                let name = String(path.dropFirst("/leadline.v1.".count))
                let refusal = AccessPolicy.leadline.refusal(of: caller, path: path)
                #expect((refusal == nil) == (allowed[role]?.contains(name) ?? false), "\(path)")
                if let refusal { #expect(refusal.code == .permissionDenied) }
            }
        }
    }

    @Test func `reflection is for every role, and for nobody without one`() {
        for path in ReflectionService.paths {
            #expect(AccessPolicy.leadline.rule(for: path) != .anyone)
            for role in Caller.Role.allCases {
                let caller = Caller(tenant: Self.tenant, role: role, scopes: ["post"])
                #expect(AccessPolicy.leadline.refusal(of: caller, path: path) == nil)
            }
        }
    }

    @Test func `a key with scopes may do what they say, one without may do all of its role`() {
        func may(_ scopes: Set<String>, _ path: String) -> Bool {
            let caller = Caller(
                tenant: Self.tenant, role: .seller, party: "p", scopes: scopes)
            return AccessPolicy.leadline.refusal(of: caller, path: path) == nil
        }
        #expect(may([], CaptureMethods.submit.path))
        #expect(may(["post"], CaptureMethods.submit.path))
        #expect(!may(["read"], CaptureMethods.submit.path))
        #expect(!may(["ping"], CaptureMethods.post.path))
        #expect(may(["read", "ping"], CaptureMethods.getResult.path))
    }

    @Test func `what isn't listed is nobody's`() {
        for role in Caller.Role.allCases {
            let caller = Caller(tenant: Self.tenant, role: role)
            let path = "/leadline.v1.Capture/New"
            #expect(AccessPolicy.leadline.refusal(of: caller, path: path) != nil)
        }
    }

    @Test func `a certified service calls its own next one, and no others`() {
        let allowed: [ServiceKind: Set<String>] = [
            .capture: ["/leadline.v1.Routing/Route"],
            .routing: [
                "/leadline.v1.Scoring/Assess", "/leadline.v1.Auction/RunAuction",
                "/leadline.v1.Auction/Deliver", "/leadline.v1.Auction/Notify",
            ],
        ]
        for service in ServiceKind.allCases {
            let caller = Caller(tenant: Self.tenant, role: .service, party: service.rawValue)
            let admitted = AccessPolicy.leadline.paths.filter { path in
                guard !ReflectionService.paths.contains(path),
                    case .grants? = AccessPolicy.leadline.rule(for: path)
                else { return false }
                return AccessPolicy.leadline.refusal(of: caller, path: path) == nil
            }
            #expect(Set(admitted) == allowed[service] ?? [])
        }
    }
}
