// A C door to Google's libphonenumber, which is C++ (Debian: libphonenumber-dev).
#ifndef LEADLINE_CPHONENUMBER_H
#define LEADLINE_CPHONENUMBER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Why a text isn't a phone number; the library's own causes, in its order.
enum {
    LEADLINE_PHONE_OK = 0,
    LEADLINE_PHONE_INVALID_COUNTRY_CODE = 1,
    LEADLINE_PHONE_NOT_A_NUMBER = 2,
    LEADLINE_PHONE_TOO_SHORT_AFTER_IDD = 3,
    LEADLINE_PHONE_TOO_SHORT = 4,
    LEADLINE_PHONE_TOO_LONG = 5,
    LEADLINE_PHONE_INTERNAL = 99,
};

typedef struct {
    char e164[24];     // "+" and up to 20 digits, zero-terminated
    char region[4];    // ISO 3166-1 alpha-2, "001" for numbers of no country, "" if unknown
    int32_t type;      // PhoneNumberUtil::PhoneNumberType
    int32_t is_valid;  // 1 if the number fits a range that the region has given out
} leadline_phone;

// Loads the metadata (milliseconds); later calls, and other threads, find it loaded.
void leadline_phone_prepare(void);

// Parses `text` as somebody in `region` (two letters, or "ZZ" for none) would dial it. Any thread.
// Gives a LEADLINE_PHONE_ code and fills `result` when that is OK. No exception gets out.
int32_t leadline_phone_parse(const char *text, size_t length, const char *region,
                             leadline_phone *result);

// The same by the library alone: some 70 microseconds, where `parse` takes one or two for a number
// in E.164. Tests hold the one to the other.
int32_t leadline_phone_parse_by_library(const char *text, size_t length, const char *region,
                                        leadline_phone *result);

// Calls `body` with each of the library's example numbers, of all regions and types, in E.164.
void leadline_phone_for_each_example(void (*body)(const char *e164, void *context),
                                     void *context);

#ifdef __cplusplus
}
#endif

#endif
