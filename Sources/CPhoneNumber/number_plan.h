// Which region and kind of line a number belongs to, by libphonenumber's own tables.
//
// The library asks ICU's regular expressions, which takes it 20 to 50 microseconds a number: more
// than everything else that happens to a lead on its way into the store. The questions are the
// same here, in the same order, over the same compiled-in tables; RE2 answers them.
#ifndef LEADLINE_NUMBER_PLAN_H
#define LEADLINE_NUMBER_PLAN_H

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace i18n {
namespace phonenumbers {
class PhoneMetadata;
class PhoneNumberDesc;
}  // namespace phonenumbers
}  // namespace i18n

namespace leadline {

// The numbers of one kind: how long they may be, and what they look like.
class NumberRange {
public:
    explicit NumberRange(const i18n::phonenumbers::PhoneNumberDesc &description);
    bool contains(const re2::StringPiece &national_number) const;
    bool usable() const { return !pattern_ || pattern_->ok(); }

private:
    bool any_length_;
    uint32_t lengths_;  // bit n is set if n digits are possible
    std::unique_ptr<RE2> pattern_;
};

// The numbers of one region (or of one international service, whose region is "001").
class RegionPlan {
public:
    explicit RegionPlan(const i18n::phonenumbers::PhoneMetadata &metadata);
    const std::string &id() const { return id_; }
    const RE2 *leading_digits() const { return leading_digits_.get(); }
    // PhoneNumberUtil::PhoneNumberType
    int32_t type_of(const re2::StringPiece &national_number) const;
    bool usable() const;

private:
    std::string id_;
    std::unique_ptr<RE2> leading_digits_;
    NumberRange general_, fixed_line_, mobile_;
    std::vector<std::pair<int32_t, NumberRange>> special_;  // in the order of asking
    bool mobile_is_fixed_line_;
};

struct Classification {
    const char *region;  // "" if it is none's
    int32_t type;
};

// The regions that share a calling code, the main one first. Compiled when first asked.
class CallingCode {
public:
    void add(const i18n::phonenumbers::PhoneMetadata *metadata);
    bool exists() const { return !metadata_.empty(); }
    // Compiles the patterns, once. False if RE2 can't read one of them: ask the library then.
    bool prepare();
    // Whether the library would look for a national prefix to take off this number.
    bool may_have_prefix(const re2::StringPiece &national_number) const;
    Classification classify(const re2::StringPiece &national_number) const;

private:
    std::vector<const i18n::phonenumbers::PhoneMetadata *> metadata_;
    std::once_flag once_;
    std::vector<RegionPlan> regions_;
    std::unique_ptr<RE2> national_prefix_;
    bool usable_ = false;
};

// The calling code, or nullptr if there is no such. Loads the tables on first use.
CallingCode *calling_code(int number);

}  // namespace leadline

#endif
