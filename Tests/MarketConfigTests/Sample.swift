import Foundation
import LeadlineAPI
import MarketConfig
import StrictYAML

/// A market of which tests change single lines.
enum Sample {
    static let text = """
        currency: USD
        margin: 15%
        fields:
          - {name: state, type: state, pii: none}
          - {name: age, type: integer, pii: quasi}
          - {name: phone, type: phone, pii: contact}
        scorecards:
          - id: simple
            cuts: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
            criteria:
              - {id: west, group: demographic, weight: 0.45, when: {field: state, is: CA}}
        sellers:
          - id: forms
            channels:
              - id: forms-web
                scorecard: simple
                min_payout: 4.00
        buyers:
          - id: acme
            campaigns:
              - id: acme-live
                max_price: 50.00
                filters:
                  - {id: adult, field: age, gte: 18}
                caps:
                  - {id: daily, window: day, max_sold: 10, time_zone: America/Chicago}
          - id: bolt
            campaigns:
              - id: bolt-fixed
                fixed_price: 8.00 USD
        tree:
          groups:
            - id: auction
              strategy: highest_bid
              campaigns: [acme-live]
            - id: rest
              strategy: waterfall
              campaigns: [bolt-fixed]
        """

    /// The sample with some text replaced; the text has to be there.
    static func with(_ old: String, _ new: String) -> String {
        precondition(text.contains(old), "the sample has no '\(old)'")
        return text.replacingOccurrences(of: old, with: new)
    }

    /// What is wrong with a text, a line each.
    static func problems(_ text: String) -> [String] {
        do {
            _ = try MarketFile.read(text, file: "m")
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    /// The project's folder.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
