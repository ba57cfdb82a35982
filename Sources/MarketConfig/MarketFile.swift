public import LeadlineAPI
import Market
public import StrictYAML

/// Reads `market.yaml` (FEATURES A8, N8): who sells, who buys, under which rules.
///
/// Strict: an unknown or repeated key, a wrong type, a reference to nobody, a price with a
/// fraction of a cent are problems, and all of them are reported at once with line and column.
/// Texts are taken as they stand: `NO` is Norway and `1.10` keeps its zero. Anchors, aliases and
/// merge keys aren't part of the format.
public enum MarketFile {
    /// Reads a market and checks it as services will, or throws everything that is wrong with it.
    /// - Parameters:
    ///   - text: The document, UTF-8, at most `DocumentLimits.maxBytes`.
    ///   - file: How problems name it.
    public static func read(
        _ text: String, file: String = "market.yaml"
    ) throws(DocumentProblems) -> WireMarket {
        let reader = MarketReader(file: file)
        var market = WireMarket()
        YAMLDocument.withRoot(of: text, reader) { root in
            market = reader.market(root)
            reader.add(checking(market))
        }
        guard reader.problems.isEmpty else { throw DocumentProblems(reader.reportedProblems) }
        return market
    }

    /// Conditions in conditions, as they are written. What is built of them may nest less deep,
    /// see `FilterLimits`.
    static let maxConditionDepth = 16

    /// What is wrong with the market's rules, by the checks that services make.
    private static func checking(_ wire: WireMarket) -> [(path: YAMLPath, message: String)] {
        let (draft, errors) = MarketDraft.reading(wire)
        do throws(ConfigErrors) {
            // Ids depend on the tenant, the rules don't.
            _ = try Snapshot.validated(draft, tenant: TenantID(.zero), version: 1)
            return errors.map(Self.place)
        } catch {
            return (errors + error.all).map(Self.place)
        }
    }

    /// The names of the message's members are those of the document's keys.
    private static func place(_ error: ConfigError) -> (path: YAMLPath, message: String) {
        let steps = error.path.steps.map { step -> YAMLPath.Step in
            switch step {
            case .key(let key): .key(key)
            case .index(let index): .index(index)
            }
        }
        return (YAMLPath(steps), error.message)
    }
}
