// The cases of gRPC's interop-test-descriptions.md, from the client's side.
#pragma once

#include <functional>
#include <map>
#include <stdexcept>

#include "inspect.h"
#include "grpc/testing/test.grpc.pb.h"

namespace pb = grpc::testing;
using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;

inline void expect(bool holds, const std::string &what) {
    if (!holds) throw std::runtime_error(what);
}

inline void expect(const Status &status, StatusCode code) {
    expect(status.error_code() == code,
           "status " + std::to_string(status.error_code()) + " " + status.error_message());
}

class Cases {
    std::shared_ptr<grpc::Channel> channel;
    std::unique_ptr<pb::TestService::Stub> stub = pb::TestService::NewStub(channel);

    template <class Message> static Message payload(size_t size) {
        Message message;
        message.mutable_payload()->mutable_body()->assign(size, '\0');
        return message;
    }

    static pb::StreamingOutputCallRequest output(std::initializer_list<int> sizes) {
        pb::StreamingOutputCallRequest request;
        for (int size : sizes) request.add_response_parameters()->set_size(size);
        return request;
    }

    void unary(ClientContext &context, const pb::SimpleRequest &request, StatusCode code,
               const std::string &message = "") {
        pb::SimpleResponse response;
        auto status = stub->UnaryCall(&context, request, &response);
        expect(status, code);
        if (!status.ok() && !message.empty())
            expect(status.error_message() == message, status.error_message());
        if (status.ok())
            expect(response.payload().body().size() == size_t(request.response_size()), "size");
    }

    static pb::SimpleRequest large() {
        auto request = payload<pb::SimpleRequest>(271828);
        request.set_response_size(314159);
        return request;
    }

    void status(const std::string &message) {
        ClientContext first, second;
        pb::SimpleRequest request;
        request.mutable_response_status()->set_code(2);
        request.mutable_response_status()->set_message(message);
        unary(first, request, StatusCode::UNKNOWN, message);
        auto stream = stub->FullDuplexCall(&second);
        pb::StreamingOutputCallRequest asked;
        *asked.mutable_response_status() = request.response_status();
        stream->Write(asked);
        stream->WritesDone();
        pb::StreamingOutputCallResponse answer;
        while (stream->Read(&answer)) {}
        auto ended = stream->Finish();
        expect(ended, StatusCode::UNKNOWN);
        expect(ended.error_message() == message, ended.error_message());
    }

    template <class Stub> void unimplemented(Stub &other) {
        ClientContext context;
        pb::Empty reply;
        expect(other.UnimplementedCall(&context, pb::Empty(), &reply), StatusCode::UNIMPLEMENTED);
    }

    void client_compressed_unary() {
        for (auto [compress, says, code] :
             {std::tuple{false, true, StatusCode::INVALID_ARGUMENT},
              std::tuple{true, true, StatusCode::OK}, std::tuple{false, false, StatusCode::OK}}) {
            ClientContext context;
            if (compress) context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
            auto request = large();
            request.mutable_expect_compressed()->set_value(says);
            unary(context, request, code);
        }
    }

    void server_compressed_unary() {
        for (bool compressed : {true, false}) {
            ClientContext context;
            auto request = large();
            request.mutable_response_compressed()->set_value(compressed);
            unary(context, request, StatusCode::OK);
            expect(was_compressed(context) == compressed, "compressed otherwise");
        }
    }

    Status pour(bool compress, std::initializer_list<std::pair<int, bool>> messages, int &size) {
        ClientContext context;
        if (compress) context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
        pb::StreamingInputCallResponse response;
        auto stream = stub->StreamingInputCall(&context, &response);
        for (auto [count, says] : messages) {
            auto request = payload<pb::StreamingInputCallRequest>(count);
            request.mutable_expect_compressed()->set_value(says);
            grpc::WriteOptions options;
            if (!says) options.set_no_compression();
            if (!stream->Write(request, options)) break;
        }
        stream->WritesDone();
        auto status = stream->Finish();
        size = response.aggregated_payload_size();
        return status;
    }

    void client_compressed_streaming() {
        int size = 0;
        expect(pour(false, {{27182, true}}, size), StatusCode::INVALID_ARGUMENT);
        expect(pour(true, {{27182, true}, {45904, false}}, size), StatusCode::OK);
        expect(size == 73086, "size");
    }

    void server_compressed_streaming() {
        ClientContext context;
        auto request = output({31415, 92653});
        request.mutable_response_parameters(0)->mutable_compressed()->set_value(true);
        request.mutable_response_parameters(1)->mutable_compressed()->set_value(false);
        auto stream = stub->StreamingOutputCall(&context, request);
        pb::StreamingOutputCallResponse answer;
        for (auto [size, compressed] : {std::pair{31415u, true}, std::pair{92653u, false}}) {
            expect(stream->Read(&answer) && answer.payload().body().size() == size, "size");
            expect(was_compressed(context) == compressed, "compressed otherwise");
        }
        expect(!stream->Read(&answer), "one more");
        expect(stream->Finish(), StatusCode::OK);
    }

    void streams();
    void endings();

  public:
    std::map<std::string, std::function<void()>> all;

    explicit Cases(std::shared_ptr<grpc::Channel> channel) : channel(channel) {
        all["empty_unary"] = [this] {
            ClientContext context;
            pb::Empty reply;
            expect(stub->EmptyCall(&context, pb::Empty(), &reply), StatusCode::OK);
        };
        all["large_unary"] = [this] {
            ClientContext context;
            unary(context, large(), StatusCode::OK);
        };
        all["status_code_and_message"] = [this] { status("test status message"); };
        all["special_status_message"] = [this] {
            status("\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n");
        };
        all["unimplemented_method"] = [this] { unimplemented(*stub); };
        all["unimplemented_service"] = [this] {
            unimplemented(*pb::UnimplementedService::NewStub(this->channel));
        };
        all["client_compressed_unary"] = [this] { client_compressed_unary(); };
        all["server_compressed_unary"] = [this] { server_compressed_unary(); };
        all["client_compressed_streaming"] = [this] { client_compressed_streaming(); };
        all["server_compressed_streaming"] = [this] { server_compressed_streaming(); };
        streams();
        endings();
    }
};

inline void Cases::streams() {
    all["client_streaming"] = [this] {
        ClientContext context;
        pb::StreamingInputCallResponse response;
        auto stream = stub->StreamingInputCall(&context, &response);
        for (int size : {27182, 8, 1828, 45904})
            stream->Write(payload<pb::StreamingInputCallRequest>(size));
        stream->WritesDone();
        expect(stream->Finish(), StatusCode::OK);
        expect(response.aggregated_payload_size() == 74922, "size");
    };
    all["server_streaming"] = [this] {
        ClientContext context;
        auto stream = stub->StreamingOutputCall(&context, output({31415, 9, 2653, 58979}));
        pb::StreamingOutputCallResponse answer;
        for (size_t size : {31415, 9, 2653, 58979})
            expect(stream->Read(&answer) && answer.payload().body().size() == size, "size");
        expect(!stream->Read(&answer), "one more");
        expect(stream->Finish(), StatusCode::OK);
    };
    all["ping_pong"] = [this] {
        ClientContext context;
        auto stream = stub->FullDuplexCall(&context);
        pb::StreamingOutputCallResponse answer;
        for (auto [sent, wanted] : {std::pair{27182, 31415}, {8, 9}, {1828, 2653}, {45904, 58979}}) {
            auto request = output({wanted});
            request.mutable_payload()->mutable_body()->assign(sent, '\0');
            expect(stream->Write(request) && stream->Read(&answer), "ended");
            expect(answer.payload().body().size() == size_t(wanted), "size");
        }
        stream->WritesDone();
        expect(!stream->Read(&answer), "one more");
        expect(stream->Finish(), StatusCode::OK);
    };
    all["empty_stream"] = [this] {
        ClientContext context;
        auto stream = stub->FullDuplexCall(&context);
        stream->WritesDone();
        pb::StreamingOutputCallResponse answer;
        expect(!stream->Read(&answer), "one more");
        expect(stream->Finish(), StatusCode::OK);
    };
}

inline void Cases::endings() {
    all["cancel_after_begin"] = [this] {
        ClientContext context;
        pb::StreamingInputCallResponse response;
        auto stream = stub->StreamingInputCall(&context, &response);
        context.TryCancel();
        expect(stream->Finish(), StatusCode::CANCELLED);
    };
    all["cancel_after_first_response"] = [this] {
        ClientContext context;
        auto stream = stub->FullDuplexCall(&context);
        pb::StreamingOutputCallResponse answer;
        expect(stream->Write(output({31415})) && stream->Read(&answer), "ended");
        context.TryCancel();
        expect(stream->Finish(), StatusCode::CANCELLED);
    };
    all["timeout_on_sleeping_server"] = [this] {
        ClientContext context;
        context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(1));
        auto stream = stub->FullDuplexCall(&context);
        stream->Write(output({31415}));
        expect(stream->Finish(), StatusCode::DEADLINE_EXCEEDED);
    };
    all["custom_metadata"] = [this] {
        auto check = [](ClientContext &context, auto call) {
            const std::string text = "test_initial_metadata_value", bytes = "\xab\xab\xab";
            context.AddMetadata("x-grpc-test-echo-initial", text);
            context.AddMetadata("x-grpc-test-echo-trailing-bin", bytes);
            call();
            const auto &first = context.GetServerInitialMetadata();
            const auto &last = context.GetServerTrailingMetadata();
            auto initial = first.find("x-grpc-test-echo-initial");
            auto trailing = last.find("x-grpc-test-echo-trailing-bin");
            expect(initial != first.end() && initial->second == text, "initial");
            expect(trailing != last.end() && trailing->second == bytes, "trailing");
        };
        ClientContext one, other;
        check(one, [&] { unary(one, large(), StatusCode::OK); });
        check(other, [&] {
            auto stream = stub->FullDuplexCall(&other);
            stream->Write(output({314159}));
            stream->WritesDone();
            pb::StreamingOutputCallResponse answer;
            while (stream->Read(&answer)) {}
            expect(stream->Finish(), StatusCode::OK);
        });
    };
}
