#include "orchestrator/trades/trade_proposal.h"

namespace orchestrator {

double resolve_exit_price(const OptionalPrice& given, std::optional<double> ratio, double entry_price, double sign) {
  if (given.is_set()) return given.value();
  if (given.is_none() || !ratio) return kNoPrice;
  return entry_price * (1 + sign * *ratio);
}

bool settle_bracket(Direction direction, double entry_price, double tick, double& tp_price, double& sl_price, bool& mirrored) {
  mirrored = false;
  if (direction == Direction::kShort && tp_price > entry_price && sl_price < entry_price) {  // NaN compares false: both must exist
    tp_price = 2 * entry_price - tp_price;
    sl_price = 2 * entry_price - sl_price;
    mirrored = true;
  }
  tp_price = round_to_tick(tp_price, tick);
  sl_price = round_to_tick(sl_price, tick);
  const double d = static_cast<double>(direction);
  const bool tp_bad = has_price(tp_price) && !(d * (tp_price - entry_price) > 0 && tp_price > 0);
  const bool sl_bad = has_price(sl_price) && !(d * (sl_price - entry_price) < 0 && sl_price > 0);
  return !tp_bad && !sl_bad;
}

}  // namespace orchestrator
