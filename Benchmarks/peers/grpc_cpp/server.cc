// grpc C++'s side of the calls benchmark: the same methods, answered with the same work, by the
// callback API. Prints `listening on PORT` and serves until it is killed.
//
// Usage: server AUTHORIZATION [CERTIFICATE KEY]
//     AUTHORIZATION      the value that every call's `authorization` must have
//     CERTIFICATE KEY    PEM files: serves TLS with them
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "leadline/v1/capture.grpc.pb.h"

namespace {

using leadline::v1::Capture;
using leadline::v1::ImportResult;
using leadline::v1::ImportRow;
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
        const grpc::Status status = checked(*context);
        reactor->Finish(status.ok() ? answer(*request, *reply) : status);
        return reactor;
    }

    grpc::ServerBidiReactor<ImportRow, ImportResult> *Import(
        grpc::CallbackServerContext *context) override {
        return new Rows(*this, checked(*context));
    }

private:
    // A result for each row, as soon as the row is there.
    class Rows final : public grpc::ServerBidiReactor<ImportRow, ImportResult> {
    public:
        Rows(CaptureService &service, const grpc::Status &status) : service_(service) {
            if (status.ok()) {
                StartRead(&row_);
            } else {
                Finish(status);
            }
        }

        void OnReadDone(bool ok) override {
            if (!ok) return Finish(grpc::Status::OK);
            result_.Clear();
            result_.set_row(row_.row());
            const grpc::Status status = service_.answer(row_.lead(), *result_.mutable_reply());
            if (!status.ok()) return Finish(status);
            StartWrite(&result_);
        }

        void OnWriteDone(bool ok) override {
            if (!ok) return Finish({grpc::StatusCode::UNKNOWN, "the client is gone"});
            StartRead(&row_);
        }

        void OnDone() override { delete this; }

    private:
        CaptureService &service_;
        ImportRow row_;
        ImportResult result_;
    };

    grpc::Status checked(const grpc::CallbackServerContext &context) const {
        const auto &metadata = context.client_metadata();
        const auto given = metadata.find("authorization");
        if (given == metadata.end() || given->second != authorization_) {
            return {grpc::StatusCode::UNAUTHENTICATED, "unknown key"};
        }
        return grpc::Status::OK;
    }

    grpc::Status answer(const SubmitRequest &request, SubmitReply &reply) {
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

std::string contents(const char *path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

std::shared_ptr<grpc::ServerCredentials> credentials(int count, char **arguments) {
    if (count != 4) return grpc::InsecureServerCredentials();
    grpc::SslServerCredentialsOptions options;
    options.pem_key_cert_pairs.push_back({contents(arguments[3]), contents(arguments[2])});
    return grpc::SslServerCredentials(options);
}

}  // namespace

int main(int count, char **arguments) {
    if (count != 2 && count != 4) {
        std::fprintf(stderr, "usage: server AUTHORIZATION [CERTIFICATE KEY]\n");
        return 2;
    }
    CaptureService service(arguments[1]);
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", credentials(count, arguments), &port);
    builder.RegisterService(&service);
    const auto server = builder.BuildAndStart();
    if (!server || port == 0) return 1;
    std::printf("listening on %d\n", port);
    std::fflush(stdout);
    server->Wait();
}
