// grpc C++'s side of the calls benchmark: the same method, answered with the same work, by the
// callback API. Prints `listening on PORT` and serves until it is killed.
//
// Usage: server AUTHORIZATION      the value that every call's `authorization` must have
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdio>
#include <string>

#include "leadline/v1/capture.grpc.pb.h"

namespace {

using leadline::v1::Capture;
using leadline::v1::OUTCOME_STORED;
using leadline::v1::SubmitReply;
using leadline::v1::SubmitRequest;

class CaptureService final : public Capture::CallbackService {
public:
    explicit CaptureService(std::string authorization)
        : authorization_(std::move(authorization)) {}

    grpc::ServerUnaryReactor *Submit(grpc::CallbackServerContext *context,
                                     const SubmitRequest *request, SubmitReply *reply) override {
        grpc::ServerUnaryReactor *reactor = context->DefaultReactor();
        reactor->Finish(answer(*context, *request, *reply));
        return reactor;
    }

private:
    grpc::Status answer(const grpc::CallbackServerContext &context, const SubmitRequest &request,
                        SubmitReply &reply) {
        const auto &metadata = context.client_metadata();
        const auto given = metadata.find("authorization");
        if (given == metadata.end() || given->second != authorization_) {
            return {grpc::StatusCode::UNAUTHENTICATED, "unknown key"};
        }
        if (!request.fields().contains("phone")) {
            return {grpc::StatusCode::INVALID_ARGUMENT, "no phone"};
        }
        char id[37];
        std::snprintf(id, sizeof id, "01920000-0000-7000-8000-%012llx",
                      static_cast<unsigned long long>(++count_));
        reply.set_lead_id(id);
        reply.set_outcome(OUTCOME_STORED);
        *reply.mutable_sub_ids() = request.sub_ids();
        *reply.mutable_received_at() = request.captured_at();
        return grpc::Status::OK;
    }

    const std::string authorization_;
    std::atomic<uint64_t> count_{0};
};

}  // namespace

int main(int count, char **arguments) {
    if (count != 2) {
        std::fprintf(stderr, "usage: server AUTHORIZATION\n");
        return 2;
    }
    CaptureService service(arguments[1]);
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service);
    const auto server = builder.BuildAndStart();
    if (!server || port == 0) return 1;
    std::printf("listening on %d\n", port);
    std::fflush(stdout);
    server->Wait();
}
