// gRPC's C++ library as the other end of the interoperability cases.
//   peer server [KEY CERTIFICATE]              says `listening on PORT`
//   peer client PORT [CA NAME] -- CASE…        says `CASE: passed` or `CASE: FAILED, why`
// With the files it speaks TLS, else plaintext.

#include <fstream>
#include <iostream>
#include <sstream>

#include "client.h"
#include "server.h"

static std::string read(const std::string &path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

static int serve(const std::vector<std::string> &files) {
    std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
    if (files.size() == 2) {
        grpc::SslServerCredentialsOptions options;
        options.pem_key_cert_pairs.push_back({read(files[0]), read(files[1])});
        credentials = grpc::SslServerCredentials(options);
    }
    Service service;
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", credentials, &port).RegisterService(&service);
    auto server = builder.BuildAndStart();
    std::cout << "listening on " << port << std::endl;
    server->Wait();
    return 0;
}

static int call(const std::string &port, const std::vector<std::string> &tls,
                const std::vector<std::string> &names) {
    std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
    grpc::ChannelArguments arguments;
    if (tls.size() == 2) {
        credentials = grpc::SslCredentials({read(tls[0]), "", ""});
        arguments.SetSslTargetNameOverride(tls[1]);
    }
    Cases cases(grpc::CreateCustomChannel("localhost:" + port, credentials, arguments));
    for (const auto &name : names) {
        try {
            cases.all.at(name)();
            std::cout << name << ": passed" << std::endl;
        } catch (const std::exception &error) {
            std::cout << name << ": FAILED, " << error.what() << std::endl;
        }
    }
    return 0;
}

int main(int count, char **values) {
    std::vector<std::string> given(values + 1, values + count);
    if (!given.empty() && given[0] == "server")
        return serve({given.begin() + 1, given.end()});
    auto dashes = std::find(given.begin(), given.end(), "--");
    if (dashes - given.begin() < 2 || given[0] != "client") {
        std::cerr << "usage: peer server [KEY CERTIFICATE]\n"
                     "       peer client PORT [CA NAME] -- CASE...\n";
        return 64;
    }
    return call(given[1], {given.begin() + 2, dashes}, {dashes + 1, given.end()});
}
