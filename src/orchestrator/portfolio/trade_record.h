// What the portfolio reports: ended trades and rejected proposals.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "orchestrator/trades/exit_search.h"

namespace orchestrator {

/// A row of `trade_log` (docs/semantics.md, section 10). Times are open times of candles; money is cash currency.
struct TradeRecord {
  std::uint64_t proposal_id = 0;
  std::uint32_t symbol = 0;
  Direction direction = Direction::kLong;
  ExitType exit_type = ExitType::kSl;
  std::uint16_t label = 0;  ///< kResolver: index into the results' labels
  const std::string* strategy_name = nullptr;
  const std::string* meta = nullptr;
  TimeMs entry_time = 0;
  TimeMs exit_time = 0;
  double entry_price = 0;
  double exit_price = 0;
  double size = 0;
  double pnl = 0;
  double return_pct = 0;
  double fees = 0;
  double funding = 0;
  double mae = 0;  ///< percent of entry price, <= 0
  double mfe = 0;  ///< percent of entry price, >= 0
  double confidence = 1;
  std::int64_t bars_held = 0;
};

/// Why a proposal was not executed, in the order in which the reasons are looked at.
enum class RejectReason : std::uint8_t { kBadBracket, kNoData, kBracketCrossed, kCapacity, kCash, kRisk, kSize, kMinNotional };
inline constexpr std::size_t kRejectReasonCount = 8;
/// `bad_bracket`, `no_data`, …
const char* name_of(RejectReason reason);

/// One rejected proposal with the values compared; their names depend on the reason (`name_of_values`).
struct Rejection {
  std::uint64_t proposal_id = 0;
  std::uint32_t symbol = 0;
  RejectReason reason = RejectReason::kNoData;
  TimeMs decision_time = 0;
  double values[3] = {kNoPrice, kNoPrice, kNoPrice};
};
/// Names of `Rejection::values`; null where there are fewer.
struct RejectValueNames {
  const char* names[3];
};
RejectValueNames name_of_values(RejectReason reason);

}  // namespace orchestrator
