/// Why an event can't be applied. The saga is as it was before.
public struct SagaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong; open, so that more can be added.
    public struct Code: Hashable, Sendable {
        let number: Int
        /// The event doesn't belong into this stage.
        public static let illegalEvent = Code(number: 1)
        /// The event names a sale or an auction that isn't this lead's.
        public static let unknownSubject = Code(number: 2)
        /// The event needs the market, and none or another version was given.
        public static let wrongMarket = Code(number: 3)
        /// Money couldn't be reckoned.
        public static let money = Code(number: 4)
    }

    /// What went wrong.
    public let code: Code
    /// One sentence, without personal data.
    public let description: String

    static func illegal(_ event: String, _ stage: LeadSaga.Stage) -> SagaError {
        SagaError(
            code: .illegalEvent, description: "The event \(event) isn't legal while \(stage).")
    }

    static func unknownSubject(_ event: String) -> SagaError {
        SagaError(
            code: .unknownSubject,
            description: "The event \(event) names something that isn't this lead's.")
    }

    static let wrongMarket = SagaError(
        code: .wrongMarket,
        description: "The step needs the version of the market that assessed the lead.")

    static func money(_ error: MoneyError) -> SagaError {
        SagaError(code: .money, description: error.message)
    }
}
