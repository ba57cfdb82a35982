import Market
import Testing

@Suite struct SaleStateTests {
    @Test(arguments: [
        (SaleState.awarded, AnswerEffect.moves(to: .confirmed), AnswerEffect.moves(to: .rejected)),
        (.unknown, .moves(to: .confirmed), .moves(to: .voided)),
        (.confirmed, .repeated, .late), (.rejected, .late, .repeated), (.voided, .late, .late),
        (.returned, .late, .late),
    ])
    func answersMoveASaleOnceAtMost(
        _ state: SaleState, _ accepted: AnswerEffect, _ declined: AnswerEffect
    ) {
        #expect(state.effect(of: .accepted(reference: "")) == accepted)
        for answer in [
            BuyerAnswer.rejected(code: "x"), .duplicate, .counter(nil), .error(code: ""),
        ] {
            #expect(state.effect(of: answer) == declined)
        }
    }

    @Test func liveStatesHoldTheSlot() {
        #expect(SaleState.allCases.filter(\.isLive) == [.awarded, .confirmed, .unknown])
        #expect(SaleState.allCases.filter(\.isOpen) == [.awarded, .unknown])
    }
}
