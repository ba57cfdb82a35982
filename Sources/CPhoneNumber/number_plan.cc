#include "number_plan.h"

#include <phonenumbers/phonemetadata.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <array>

// The tables compiled into the library, in a header that Debian doesn't install.
namespace i18n {
namespace phonenumbers {
int metadata_size();
const void *metadata_get();
}  // namespace phonenumbers
}  // namespace i18n

using i18n::phonenumbers::PhoneMetadata;
using i18n::phonenumbers::PhoneMetadataCollection;
using i18n::phonenumbers::PhoneNumberDesc;
using i18n::phonenumbers::PhoneNumberUtil;

namespace leadline {

namespace {

std::unique_ptr<RE2> compiled(const std::string &pattern) {
    if (pattern.empty()) return nullptr;
    RE2::Options options;
    options.set_log_errors(false);
    return std::make_unique<RE2>(pattern, options);
}

bool starts(const re2::StringPiece &text, const RE2 &pattern) {
    return pattern.Match(text, 0, text.size(), RE2::ANCHOR_START, nullptr, 0);
}

struct Tables {
    PhoneMetadataCollection metadata;
    std::array<CallingCode, 1000> codes;

    Tables() {
        using namespace i18n::phonenumbers;
        metadata.ParseFromArray(metadata_get(), metadata_size());
        for (const PhoneMetadata &region : metadata.metadata()) {
            const int code = region.country_code();
            if (code > 0 && code < 1000 && region.id() != "ZZ") codes[code].add(&region);
        }
    }
};

}  // namespace

CallingCode *calling_code(int number) {
    static Tables *const tables = new Tables();  // lives as long as the process
    if (number <= 0 || number >= 1000 || !tables->codes[number].exists()) return nullptr;
    return &tables->codes[number];
}

NumberRange::NumberRange(const PhoneNumberDesc &description)
    : any_length_(description.possible_length_size() == 0),
      lengths_(0),
      pattern_(compiled(description.national_number_pattern())) {
    for (const int length : description.possible_length()) {
        if (length > 0 && length < 32) lengths_ |= uint32_t(1) << length;
    }
}

bool NumberRange::contains(const re2::StringPiece &number) const {
    if (!pattern_ || number.size() >= 32) return false;
    if (!any_length_ && !(lengths_ >> number.size() & 1)) return false;
    return pattern_->Match(number, 0, number.size(), RE2::ANCHOR_BOTH, nullptr, 0);
}

RegionPlan::RegionPlan(const PhoneMetadata &metadata)
    : id_(metadata.id()),
      leading_digits_(compiled(metadata.leading_digits())),
      general_(metadata.general_desc()),
      fixed_line_(metadata.fixed_line()),
      mobile_(metadata.mobile()),
      mobile_is_fixed_line_(metadata.same_mobile_and_fixed_line_pattern()) {
    special_.emplace_back(PhoneNumberUtil::PREMIUM_RATE, metadata.premium_rate());
    special_.emplace_back(PhoneNumberUtil::TOLL_FREE, metadata.toll_free());
    special_.emplace_back(PhoneNumberUtil::SHARED_COST, metadata.shared_cost());
    special_.emplace_back(PhoneNumberUtil::VOIP, metadata.voip());
    special_.emplace_back(PhoneNumberUtil::PERSONAL_NUMBER, metadata.personal_number());
    special_.emplace_back(PhoneNumberUtil::PAGER, metadata.pager());
    special_.emplace_back(PhoneNumberUtil::UAN, metadata.uan());
    special_.emplace_back(PhoneNumberUtil::VOICEMAIL, metadata.voicemail());
}

int32_t RegionPlan::type_of(const re2::StringPiece &number) const {
    if (!general_.contains(number)) return PhoneNumberUtil::UNKNOWN;
    for (const auto &[type, range] : special_) {
        if (range.contains(number)) return type;
    }
    if (fixed_line_.contains(number)) {
        const bool either = mobile_is_fixed_line_ || mobile_.contains(number);
        return either ? PhoneNumberUtil::FIXED_LINE_OR_MOBILE : PhoneNumberUtil::FIXED_LINE;
    }
    if (!mobile_is_fixed_line_ && mobile_.contains(number)) return PhoneNumberUtil::MOBILE;
    return PhoneNumberUtil::UNKNOWN;
}

bool RegionPlan::usable() const {
    if (leading_digits_ && !leading_digits_->ok()) return false;
    for (const auto &[type, range] : special_) {
        if (!range.usable()) return false;
    }
    return general_.usable() && fixed_line_.usable() && mobile_.usable();
}

void CallingCode::add(const PhoneMetadata *metadata) {
    const auto where = metadata->main_country_for_code() ? metadata_.begin() : metadata_.end();
    metadata_.insert(where, metadata);
}

bool CallingCode::prepare() {
    std::call_once(once_, [this] {
        usable_ = true;
        for (const PhoneMetadata *metadata : metadata_) {
            regions_.emplace_back(*metadata);
            usable_ = usable_ && regions_.back().usable();
        }
        national_prefix_ = compiled(metadata_.front()->national_prefix_for_parsing());
        usable_ = usable_ && (!national_prefix_ || national_prefix_->ok());
    });
    return usable_;
}

bool CallingCode::may_have_prefix(const re2::StringPiece &number) const {
    return national_prefix_ && starts(number, *national_prefix_);
}

Classification CallingCode::classify(const re2::StringPiece &number) const {
    if (regions_.size() == 1) {
        const RegionPlan &only = regions_.front();
        return {only.id().c_str(), only.type_of(number)};
    }
    for (const RegionPlan &region : regions_) {
        if (const RE2 *leading = region.leading_digits()) {
            if (starts(number, *leading)) return {region.id().c_str(), region.type_of(number)};
        } else {
            const int32_t type = region.type_of(number);
            if (type != PhoneNumberUtil::UNKNOWN) return {region.id().c_str(), type};
        }
    }
    return {"", PhoneNumberUtil::UNKNOWN};
}

}  // namespace leadline
