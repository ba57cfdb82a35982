import GRPC
import LeadlineAPI
import Market
import Reactor

/// Takes what one buyer says on its stream, message by message.
struct BuyerListener {
    let exchange: Exchange
    let session: BuyerSession
    let loop: EventLoop

    /// Throws when the stream is to end.
    func heard(_ message: WireBuyerMessage) async throws {
        guard !session.isEnded else { throw session.ending }
        switch message.kind {
        case .bid(let bid): try await heard(bid)
        case .noBid(let noBid): try heard(noBid)
        case .awardAck(let ack): try await heard(ack)
        case .noticeAck(let ack): try heard(ack)
        case .capacity(let capacity): try heard(capacity)
        case .heartbeat(let heartbeat): heard(heartbeat)
        case .hello: try mistake("Hello comes once, first.")
        case nil: try mistake("The message is empty, or of a kind that this exchange doesn't know.")
        }
    }

    private func heard(_ bid: WireBid) async throws {
        let acceptance = exchange.auctions.receive(
            bid, from: session, at: loop.now, wallMicros: exchange.clock.microseconds())
        switch acceptance {
        case .taken: return
        case .invalid(let why): try mistake(why, about: bid.pingID)
        case .unasked:
            try mistake("This campaign wasn't asked, or has answered.", about: bid.pingID)
        case .late(let answer): try await keep(bid, answer)
        case nil: try mistake("There is no such ping, or it is long over.", about: bid.pingID)
        }
    }

    private func heard(_ noBid: WireNoBid) throws {
        switch exchange.auctions.receive(noBid, from: session, at: loop.now) {
        case .taken, .late: return
        case .invalid(let why): try mistake(why, about: noBid.pingID)
        case .unasked:
            try mistake("This campaign wasn't asked, or has answered.", about: noBid.pingID)
        case nil: try mistake("There is no such ping, or it is long over.", about: noBid.pingID)
        }
    }

    private func heard(_ ack: WireAwardAck) async throws {
        guard let sale = SaleID(ack.saleID) else {
            return try mistake("sale_id isn't an id.")
        }
        let subject = sale.description
        let answer: BuyerAnswer
        do throws(WireError) {
            answer = try BuyerAnswer(heard: ack)
        } catch {
            return try mistake(error.description, about: subject)
        }
        // Written anew: what routing reads, and nothing beside it.
        let written = answer.wire(sale: sale)
        let key = AwardWaits.SaleKey(
            tenant: session.tenant, buyer: session.buyer, sale: sale)
        guard !exchange.awards.answered(key, written) else { return }
        // Nobody waits here, but the sale may be UNKNOWN: routing decides, from the inbox.
        guard let lead = exchange.delivered.lead(of: key) else {
            return try mistake("No such award was delivered lately.", about: subject)
        }
        try await keep(
            LateWord(
                tenant: session.tenant, buyer: session.buyer, lead: lead,
                kind: .answer(written, sale)))
    }

    private func heard(_ ack: WireNoticeAck) throws {
        guard ack.noticeIds.count <= exchange.limits.acknowledgements else {
            return try mistake("At most \(exchange.limits.acknowledgements) notices at once.")
        }
        for notice in ack.noticeIds {
            exchange.notices.acknowledged(
                .init(tenant: session.tenant, buyer: session.buyer, notice: notice))
        }
    }

    private func heard(_ heartbeat: WireHeartbeat) {
        // The number alone: a stranger's message may hold more, of any length.
        try? session.send(.with { $0.heartbeat.nonce = heartbeat.nonce })
    }

    private func heard(_ capacity: WireCapacity) throws {
        guard capacity.campaignID.utf8.count <= exchange.limits.campaignBytes,
            session.serves(capacity.campaignID), capacity.available >= 0
        else {
            return try mistake("That isn't the capacity of a campaign of this stream.")
        }
        session.setCapacity(capacity.campaignID, capacity.available)
    }

    // MARK: Inside

    private func keep(_ bid: WireBid, _ late: LateAnswer) async throws {
        let result = WireBidResult.with {
            $0.campaignID = bid.campaignID
            $0.outcome = .late
            if let price = bid.readablePrice { $0.price = price.wire }
            $0.latencyUs = late.micros
        }
        try await keep(
            LateWord(
                tenant: session.tenant, buyer: session.buyer, lead: late.lead,
                kind: .bid(result)))
        exchange.figures.late()
    }

    /// The stream waits until it is stored: a buyer that is late too often reads its own pace.
    private func keep(_ word: LateWord) async throws {
        do {
            try await exchange.lateWords.keep(word)
        } catch {
            throw RPCError(
                .unavailable, "What you said can't be stored now; connect again and repeat it.",
                cause: error)
        }
    }

    private func mistake(_ message: String, about subject: String = "") throws {
        let isOurs = subject.utf8.count <= exchange.limits.subjectBytes
        let isForgiven = session.mistake(.bInvalid, message, about: isOurs ? subject : "")
        guard isForgiven else {
            throw RPCError(.invalidArgument, "Too many unusable messages; the last: \(message)")
        }
    }
}
