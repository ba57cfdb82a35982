#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

#include <cstring>
#include <string>

#include "CPhoneNumber.h"
#include "number_plan.h"

using i18n::phonenumbers::Logger;
using i18n::phonenumbers::NullLogger;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

// The library writes its errors to standard output, with the number in them; ours are values.
PhoneNumberUtil *quiet_instance() {
    PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
    static NullLogger silence;
    Logger::set_logger_impl(&silence);
    return util;
}

PhoneNumberUtil *library() {
    static PhoneNumberUtil *const util = quiet_instance();
    return util;
}

template <size_t N>
bool copy(const char *from, size_t length, char (&to)[N]) {
    if (length >= N) return false;
    std::memcpy(to, from, length);
    to[length] = 0;
    return true;
}

int32_t filled(leadline_phone *result, const char *e164, size_t length, const char *region,
               int32_t type) {
    result->type = type;
    // What PhoneNumberUtil::IsValidNumber says: some region has a range that holds the number.
    result->is_valid = *region && type != PhoneNumberUtil::UNKNOWN;
    const bool fits = copy(e164, length, result->e164) &&
                      copy(region, std::strlen(region), result->region);
    return fits ? LEADLINE_PHONE_OK : LEADLINE_PHONE_TOO_LONG;
}

// A number in E.164 already, from which the library would take nothing away: it comes out as it
// went in, and only its region and type are to be found. False if it isn't one.
bool parse_e164(const char *text, size_t length, leadline_phone *result) {
    const size_t digits_min = 7, digits_max = 17;
    if (length < 1 + digits_min || length > 1 + digits_max || text[0] != '+') return false;
    if (text[1] == '0') return false;
    for (size_t i = 1; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
    }
    // Calling codes have one to three digits, and none starts with another.
    int code = 0;
    for (size_t i = 1; i <= 3; i++) {
        code = code * 10 + (text[i] - '0');
        leadline::CallingCode *plan = leadline::calling_code(code);
        if (!plan) continue;
        const re2::StringPiece national(text + i + 1, length - i - 1);
        if (!plan->prepare() || plan->may_have_prefix(national)) return false;
        const auto [region, type] = plan->classify(national);
        return filled(result, text, length, region, type) == LEADLINE_PHONE_OK;
    }
    return false;
}

int32_t parse(const char *text, size_t length, const char *region, leadline_phone *result) {
    if (parse_e164(text, length, result)) return LEADLINE_PHONE_OK;
    PhoneNumberUtil *util = library();
    PhoneNumber number;
    const auto error = util->Parse(std::string(text, length), region, &number);
    if (error != PhoneNumberUtil::NO_PARSING_ERROR) return static_cast<int32_t>(error);

    std::string e164;
    util->Format(number, PhoneNumberUtil::E164, &e164);
    leadline::CallingCode *plan = leadline::calling_code(number.country_code());
    if (plan && plan->prepare()) {
        std::string national;
        util->GetNationalSignificantNumber(number, &national);
        const auto [found, type] = plan->classify(national);
        return filled(result, e164.data(), e164.size(), found, type);
    }
    return leadline_phone_parse_by_library(text, length, region, result);
}

int32_t parse_by_library(const char *text, size_t length, const char *region,
                         leadline_phone *result) {
    PhoneNumberUtil *util = library();
    PhoneNumber number;
    const auto error = util->Parse(std::string(text, length), region, &number);
    if (error != PhoneNumberUtil::NO_PARSING_ERROR) return static_cast<int32_t>(error);
    std::string e164, found;
    util->Format(number, PhoneNumberUtil::E164, &e164);
    util->GetRegionCodeForNumber(number, &found);
    if (found == "ZZ") found.clear();
    const int32_t type = util->GetNumberType(number);
    const int32_t code = filled(result, e164.data(), e164.size(), found.c_str(), type);
    result->is_valid = util->IsValidNumber(number);
    return code;
}

}  // namespace

void leadline_phone_prepare(void) {
    try {
        library();
        if (leadline::CallingCode *plan = leadline::calling_code(1)) plan->prepare();
    } catch (...) {
        // Nothing is lost: the first parse tries again, and reports it.
    }
}

int32_t leadline_phone_parse(const char *text, size_t length, const char *region,
                             leadline_phone *result) {
    try {
        return parse(text, length, region, result);
    } catch (...) {
        return LEADLINE_PHONE_INTERNAL;
    }
}

int32_t leadline_phone_parse_by_library(const char *text, size_t length, const char *region,
                                        leadline_phone *result) {
    try {
        return parse_by_library(text, length, region, result);
    } catch (...) {
        return LEADLINE_PHONE_INTERNAL;
    }
}

void leadline_phone_for_each_example(void (*body)(const char *e164, void *context),
                                     void *context) {
    PhoneNumberUtil *util = library();
    std::set<std::string> regions;
    util->GetSupportedRegions(&regions);
    std::string e164;
    for (const std::string &region : regions) {
        for (int type = 0; type < PhoneNumberUtil::UNKNOWN; type++) {
            PhoneNumber number;
            const auto kind = static_cast<PhoneNumberUtil::PhoneNumberType>(type);
            if (!util->GetExampleNumberForType(region, kind, &number)) continue;
            util->Format(number, PhoneNumberUtil::E164, &e164);
            body(e164.c_str(), context);
        }
    }
    std::set<int> services;
    util->GetSupportedGlobalNetworkCallingCodes(&services);
    for (const int service : services) {
        PhoneNumber number;
        if (!util->GetExampleNumberForNonGeoEntity(service, &number)) continue;
        util->Format(number, PhoneNumberUtil::E164, &e164);
        body(e164.c_str(), context);
    }
}
