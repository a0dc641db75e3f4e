#include "orchestrator/repository/funding.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orchestrator/base/error.h"

namespace orchestrator {

FundingSeries regular_funding(std::span<const TimeMs> time, std::span<const double> rate, const std::string& place) {
  FundingSeries out;
  out.time.reserve(time.size());
  for (std::size_t i = 0; i < time.size(); ++i) {
    if (!in_calendar(time[i]))
      throw data_error("invalid_funding", fmt::format("funding time {}", format_time(time[i])), fmt::format("{} row {}", place, i));
    const TimeMs minute = floor_to(time[i], kMinuteMs);
    const auto here = [&] { return fmt::format("{} row {}", place, i); };
    if (!std::isfinite(rate[i])) {
      throw data_error("invalid_funding", fmt::format("funding rate {} at {} is not finite", rate[i], format_time(time[i])), here());
    }
    if (!out.time.empty() && minute <= out.time.back()) {
      throw data_error("invalid_funding",
                       fmt::format("funding time {} does not come after {}", format_time(time[i]), format_time(out.time.back())), here());
    }
    out.time.push_back(minute);
  }
  out.rate.assign(rate.begin(), rate.end());
  return out;
}

FundingSeries funding_within(const FundingSeries& funding, TimeRange range) {
  const auto begin = funding.time.begin();
  const auto first = std::lower_bound(begin, funding.time.end(), range.begin) - begin;
  const auto last = std::lower_bound(begin, funding.time.end(), range.end) - begin;
  if (last <= first) return {};
  return {{begin + first, begin + last}, {funding.rate.begin() + first, funding.rate.begin() + last}};
}

}  // namespace orchestrator
