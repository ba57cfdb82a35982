// Whether a call's last message arrived compressed: gRPC's C++ library shows it to its own tests,
// by a function that it exports without declaring it in an installed header.
#pragma once

#include <grpcpp/grpcpp.h>

// From src/core/lib/surface/call_test_only.h.
uint32_t grpc_call_test_only_get_message_flags(grpc_call *call);

template <class Context> bool was_compressed(Context &context) {
    // From src/core/lib/transport/transport.h: still compressed, or decompressed already.
    constexpr uint32_t flags = 0x80000000u | 0x40000000u;
    return grpc_call_test_only_get_message_flags(context.c_call()) & flags;
}
