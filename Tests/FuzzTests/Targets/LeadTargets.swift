import Foundation
import LeadlineAPI
import MarketConfig
import StrictYAML
import SwiftProtobuf

@testable import CaptureService
@testable import GRPC
@testable import LeadImport

/// What partners and operators send or write: leads, markets, mappings, files of leads.
enum LeadTargets {
    /// The messages that read themselves are those that the generic decoder makes of the bytes, and
    /// the bytes that they write are read as the same message.
    static func messages(_ bytes: [UInt8]) throws {
        for agree in agreements { try agree(bytes) }
        try submission(bytes)
    }

    /// A submission that is read where it lies is the one that the generic decoder makes.
    private static func submission(_ bytes: [UInt8]) throws {
        let generic = (try? WireSubmitRequest(serializedBytes: bytes)).map(Submission.init)
        let quick = try? Submission(encoded: bytes)
        try Broken.unless(
            generic.map(said) == quick.map(said), "both ways to read a submission agree")
    }

    private static func said(_ submission: Submission) -> [[UInt8]?] {
        [
            CanonicalContent(submission, channel: submission.channelID).bytes,
            Array(submission.idempotencyKey.utf8), submission.maxProcessing,
            submission.minPayout, submission.capturedAt,
        ]
    }

    /// What partners, buyers and services send, and what is stored.
    private static let agreements: [@Sendable ([UInt8]) throws -> Void] = [
        readers(WireSubmitRequest.self), readers(WirePingRequest.self),
        readers(WirePostRequest.self), readers(WireImportRow.self),
        both(WireGetResultRequest.self), both(WireBuyerMessage.self),
        both(WireExchangeMessage.self), both(WireRunAuctionRequest.self),
        both(WireRunAuctionReply.self), both(WireDeliverRequest.self),
        both(WireNotifyRequest.self), both(WireRouteRequest.self),
        both(WireExplainRequest.self), both(WireAssessRequest.self),
        both(WireAssessReply.self), both(WireEvent.self),
        both(WireDecisionRecord.self), both(WireSealedLead.self),
    ]

    private static func readers<Value: QuickMessage & Equatable>(
        _: Value.Type
    ) -> @Sendable ([UInt8]) throws -> Void {
        { bytes in
            try Broken.unless(
                (try? Value(quickly: bytes)) == (try? Value(serializedBytes: bytes)),
                "both decoders of \(Value.self) agree")
        }
    }

    private static func both<Value: QuickMessage & DirectMessage & Equatable>(
        _: Value.Type
    ) -> @Sendable ([UInt8]) throws -> Void {
        { bytes in
            try readers(Value.self)(bytes)
            guard let message = try? Value(quickly: bytes) else { return }
            let written = try? Value(serializedBytes: message.directBytes())
            try Broken.unless(written == message, "what a \(Value.self) writes is the same")
        }
    }

    /// What can't be read is said in problems that have a place.
    static func market(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            _ = try MarketFile.read(text)
        } catch {
            try Broken.unless(!error.all.isEmpty, "a refused market has a reason")
        }
    }

    /// A mapping that is read makes something of any row, or says why not.
    static func mapping(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let mapping = try FieldMapping.read(text)
            _ = mapping.problems(ofHeader: ["a", "b", "a", ""])
            _ = try? mapping.lead(row: 1) { _ in " 1,50 " }
        } catch {
            try Broken.unless(!error.all.isEmpty, "a refused mapping has a reason")
        }
    }

    /// Records are the same wherever the file is cut, and every one can be read or is refused.
    static func file(_ bytes: [UInt8]) throws {
        guard let first = bytes.first else { return }
        let body = Array(bytes.dropFirst())
        let cut = records(body, pieces: Int(first >> 2) + 1)
        try Broken.unless(
            cut == records(body, pieces: max(1, body.count)),
            "records don't depend on where the file was cut")
        let separator = CSVSeparator.allCases[Int(first & 3) % CSVSeparator.allCases.count]
        for record in cut {
            guard let values = try? record.values(separator) else { continue }
            try Broken.unless(!values.isEmpty, "a record has a value at least")
            for form in ColumnValue.Form.allCases {
                _ = try? ColumnValue.column("a", as: form).value(of: values[0])
            }
        }
    }

    private static func records(_ bytes: [UInt8], pieces size: Int) -> [CSVRecords.Record] {
        var reader = CSVRecords()
        var records: [CSVRecords.Record] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            records += reader.feed(bytes[start..<min(start + size, bytes.count)])
        }
        if let last = reader.finish() { records.append(last) }
        return records
    }
}
