import Testing

@testable import BiddingService

/// The notices of one call, and who is waited for.
@Suite struct NoticeBatchTests {
    @Test func anAcknowledgementThatComesWhileOthersAreHandedOverEndsNothing() async {
        let batch = NoticeBatch()
        batch.expectOne()
        batch.acknowledged("first")
        batch.expectOne()
        batch.allHandedOver()
        let acknowledged = Task.immediate { await batch.acknowledgements() }
        batch.acknowledged("second")
        #expect(await acknowledged.value == ["first", "second"])
    }

    @Test func nobodyIsWaitedForWhoNeedNotAnswer() async {
        let batch = NoticeBatch()
        batch.handedOver("loss")
        batch.allHandedOver()
        #expect(await batch.acknowledgements() == ["loss"])
    }

    @Test func theTimeEndsIt() async {
        let batch = NoticeBatch()
        batch.expectOne()
        batch.expectOne()
        batch.allHandedOver()
        let acknowledged = Task.immediate { await batch.acknowledgements() }
        batch.acknowledged("first")
        batch.timeIsOver()
        #expect(await acknowledged.value == ["first"])
    }
}
