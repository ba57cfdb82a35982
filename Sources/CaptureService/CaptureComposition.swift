import GRPC
import LeadlineAPI
import PhoneNumbers
public import ServiceHost

extension ServiceDefinition {
    /// The capture service, put together.
    public static let capture = ServiceDefinition(.capture) { resources in
        PhoneNumber.prepare()
        let limits = IntakeLimits.standard
        let answers = AnswerWait(store: resources.store, loop: resources.loops.loops[0])
        let submit = Submit(
            markets: resources.markets,
            book: LeadBook(
                store: resources.store, desk: SealingDesk(vault: try resources.requiredVault())),
            handover: Handover(
                routing: try resources.channel(to: .routing), logger: resources.logger),
            answers: answers, clock: resources.clock, ids: resources.ids, limits: limits,
            results: CounterFamily("leadline_submissions", by: "result", resources.metrics))
        let getResult = GetResult(store: resources.store, answers: answers, limits: limits)
        let importLeads = Import(
            submit: submit, refusal: { resources.credentials.refusal(of: $0) })

        var router = ServiceRouter()
        router.serve(CaptureMethods.storedSubmit) { try await submit($0, $1) }
        router.serve(CaptureMethods.storedResult) { try await getResult($0, $1) }
        router.serve(CaptureMethods.importLeads) { try await importLeads($0, $1, $2) }
        // Not there yet, which only those are told who may ask.
        router.serve(CaptureMethods.ping) { _, _ in throw RPCError.notYet("Ping") }
        router.serve(CaptureMethods.post) { _, _ in throw RPCError.notYet("Post") }
        var grpc = GRPCLimits.standard
        grpc.receiveMessageBytesMax = limits.messageBytesMax
        return ServiceParts(router: router, limits: grpc, http2: .outer)
    }
}

extension RPCError {
    fileprivate static func notYet(_ method: String) -> RPCError {
        RPCError(.unimplemented, "\(method) isn't there yet; Submit takes whole leads.")
    }
}

/// `Submit` and `GetResult` as they are served: `Submission` reads the request, and the reply goes
/// out as the bytes that are stored. On the wire they are the methods of the protocol.
extension CaptureMethods {
    static let storedSubmit = Method<EncodedMessage<WireSubmitRequest>, StoredReply, Unary>(
        service: submit.service, name: submit.name, idempotent: true,
        request: EncodedMessage.codec, response: StoredReply.codec)
    static let storedResult = Method<WireGetResultRequest, StoredReply, Unary>(
        service: getResult.service, name: getResult.name, idempotent: true,
        response: StoredReply.codec)
}
