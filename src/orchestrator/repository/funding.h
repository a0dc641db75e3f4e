// Funding rates made regular: whole minutes, increasing, finite.
#pragma once

#include <span>
#include <string>

#include "orchestrator/market/market.h"

namespace orchestrator {

/// Times rounded down to the minute: exchanges jitter by milliseconds, the minute is what identifies a rate. Throws a data error
/// (`invalid_funding`) at `<place> row <n>` when times don't increase then or a rate is not finite.
FundingSeries regular_funding(std::span<const TimeMs> time, std::span<const double> rate, const std::string& place);

/// The rates whose time lies in `range`.
FundingSeries funding_within(const FundingSeries& funding, TimeRange range);

}  // namespace orchestrator
