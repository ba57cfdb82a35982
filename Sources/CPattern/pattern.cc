#include "CPattern.h"

#include <cstring>
#include <new>
#include <re2/re2.h>

struct leadline_pattern {
    re2::RE2 expression;

    leadline_pattern(re2::StringPiece text, const re2::RE2::Options &options)
        : expression(text, options) {}
};

leadline_pattern *leadline_pattern_create(const char *text, size_t length,
                                          int64_t memory_bytes_max, char *error,
                                          size_t error_capacity) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(memory_bytes_max);
    options.set_never_capture(true);
    auto *pattern =
        new (std::nothrow) leadline_pattern(re2::StringPiece(text, length), options);
    if (pattern == nullptr || !pattern->expression.ok()) {
        const char *message = pattern ? pattern->expression.error().c_str() : "no memory";
        if (error_capacity > 0) {
            std::strncpy(error, message, error_capacity - 1);
            error[error_capacity - 1] = 0;
        }
        delete pattern;
        return nullptr;
    }
    return pattern;
}

bool leadline_pattern_matches(const leadline_pattern *pattern, const char *text, size_t length) {
    return re2::RE2::FullMatch(re2::StringPiece(text, length), pattern->expression);
}

void leadline_pattern_destroy(leadline_pattern *pattern) { delete pattern; }
