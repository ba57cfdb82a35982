// What gRPC's interop-test-descriptions.md asks of a server.
#pragma once

#include <chrono>
#include <thread>

#include "inspect.h"
#include "grpc/testing/test.grpc.pb.h"

namespace pb = grpc::testing;
using grpc::ServerContext;
using grpc::Status;

class Service final : public pb::TestService::Service {
    static void echo(ServerContext *context) {
        const auto &sent = context->client_metadata();
        auto text = [](grpc::string_ref value) { return std::string(value.data(), value.size()); };
        if (auto found = sent.find("x-grpc-test-echo-initial"); found != sent.end())
            context->AddInitialMetadata("x-grpc-test-echo-initial", text(found->second));
        if (auto found = sent.find("x-grpc-test-echo-trailing-bin"); found != sent.end())
            context->AddTrailingMetadata("x-grpc-test-echo-trailing-bin", text(found->second));
    }

    template <class Request>
    static Status check(ServerContext &context, const Request &request) {
        if (request.has_expect_compressed() &&
            request.expect_compressed().value() !=
                was_compressed(context))
            return {grpc::StatusCode::INVALID_ARGUMENT, "not compressed as it says"};
        return Status::OK;
    }

    template <class Stream>
    static Status answer(const pb::StreamingOutputCallRequest &request, Stream *stream) {
        if (request.has_response_status() && request.response_status().code() != 0)
            return {static_cast<grpc::StatusCode>(request.response_status().code()),
                    request.response_status().message()};
        for (const auto &wanted : request.response_parameters()) {
            std::this_thread::sleep_for(std::chrono::microseconds(wanted.interval_us()));
            pb::StreamingOutputCallResponse response;
            response.mutable_payload()->mutable_body()->assign(wanted.size(), '\0');
            grpc::WriteOptions options;
            if (!wanted.compressed().value()) options.set_no_compression();
            stream->Write(response, options);
        }
        return Status::OK;
    }

    Status EmptyCall(ServerContext *, const pb::Empty *, pb::Empty *) override {
        return Status::OK;
    }

    Status UnaryCall(ServerContext *context, const pb::SimpleRequest *request,
                     pb::SimpleResponse *response) override {
        echo(context);
        if (auto status = check(*context, *request); !status.ok()) return status;
        if (request->has_response_status() && request->response_status().code() != 0)
            return {static_cast<grpc::StatusCode>(request->response_status().code()),
                    request->response_status().message()};
        if (request->response_compressed().value())
            context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
        response->mutable_payload()->mutable_body()->assign(request->response_size(), '\0');
        return Status::OK;
    }

    Status StreamingOutputCall(
        ServerContext *context, const pb::StreamingOutputCallRequest *request,
        grpc::ServerWriter<pb::StreamingOutputCallResponse> *writer) override {
        context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
        return answer(*request, writer);
    }

    Status StreamingInputCall(ServerContext *context,
                              grpc::ServerReader<pb::StreamingInputCallRequest> *reader,
                              pb::StreamingInputCallResponse *response) override {
        pb::StreamingInputCallRequest request;
        int size = 0;
        while (reader->Read(&request)) {
            if (auto status = check(*context, request); !status.ok()) return status;
            size += request.payload().body().size();
        }
        response->set_aggregated_payload_size(size);
        return Status::OK;
    }

    using Duplex = grpc::ServerReaderWriter<pb::StreamingOutputCallResponse,
                                            pb::StreamingOutputCallRequest>;

    Status FullDuplexCall(ServerContext *context, Duplex *stream) override {
        echo(context);
        pb::StreamingOutputCallRequest request;
        while (stream->Read(&request))
            if (auto status = answer(request, stream); !status.ok()) return status;
        return Status::OK;
    }
};
