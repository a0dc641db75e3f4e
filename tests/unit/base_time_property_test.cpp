// Every time of the calendar that is written as text is read back, with and without an offset.
#include <fmt/format.h>

#include "orchestrator/base/time.h"
#include "support/property.h"

namespace orchestrator {
namespace {

TEST(TimeProperty, WhatIsWrittenIsReadBack) {
  test_support::expect_property([] {
    const auto time = *rc::gen::inRange(kFirstTime, kLastTime + 1);
    RC_ASSERT(parse_time(format_time(time)) == time);
    const TimeMs seconds = floor_to(time, kSecondMs);  // written without a fraction
    RC_ASSERT(parse_time(format_time(seconds)) == seconds);
  });
}

TEST(TimeProperty, AnOffsetIsTakenOff) {
  test_support::expect_property([] {
    const auto time = *rc::gen::inRange(kFirstTime + kDayMs, kLastTime - kDayMs);
    const int hours = *rc::gen::inRange(0, 24), minutes = *rc::gen::inRange(0, 60);
    std::string text = format_time(time);
    text.pop_back();  // the Z
    const TimeMs offset = hours * kHourMs + minutes * kMinuteMs;
    RC_ASSERT(parse_time(fmt::format("{}+{:02}:{:02}", text, hours, minutes)) == time - offset);
    RC_ASSERT(parse_time(fmt::format("{}-{:02}:{:02}", text, hours, minutes)) == time + offset);
  });
}

}  // namespace
}  // namespace orchestrator
