#include "CPhoneNumber.h"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

#include <cstring>
#include <string>

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

PhoneNumberUtil *instance() {
    static PhoneNumberUtil *const util = quiet_instance();
    return util;
}

template <size_t N>
bool copy(const std::string &from, char (&to)[N]) {
    if (from.size() >= N) return false;
    std::memcpy(to, from.c_str(), from.size() + 1);
    return true;
}

int32_t parse(const char *text, size_t length, const char *region, leadline_phone *result) {
    PhoneNumberUtil *util = instance();
    PhoneNumber number;
    const auto error = util->Parse(std::string(text, length), region, &number);
    if (error != PhoneNumberUtil::NO_PARSING_ERROR) return static_cast<int32_t>(error);

    std::string e164, number_region;
    util->Format(number, PhoneNumberUtil::E164, &e164);
    util->GetRegionCodeForNumber(number, &number_region);
    const auto type = util->GetNumberType(number);
    if (number_region == "ZZ") number_region.clear();
    // IsValidNumber asks for exactly this, but would work the region and the type out again.
    result->is_valid = !number_region.empty() && type != PhoneNumberUtil::UNKNOWN;
    result->type = static_cast<int32_t>(type);
    if (!copy(e164, result->e164) || !copy(number_region, result->region)) {
        return LEADLINE_PHONE_TOO_LONG;
    }
    return LEADLINE_PHONE_OK;
}

}  // namespace

void leadline_phone_prepare(void) {
    try {
        instance();
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
