#include "orchestrator/portfolio/trade_record.h"

namespace orchestrator {

const char* name_of(RejectReason reason) {
  switch (reason) {
    case RejectReason::kBadBracket:
      return "bad_bracket";
    case RejectReason::kNoData:
      return "no_data";
    case RejectReason::kBracketCrossed:
      return "bracket_crossed";
    case RejectReason::kCapacity:
      return "capacity";
    case RejectReason::kCash:
      return "cash";
    case RejectReason::kRisk:
      return "risk";
    case RejectReason::kSize:
      return "size";
    case RejectReason::kMinNotional:
      return "min_notional";
  }
  return "unknown";
}

RejectValueNames name_of_values(RejectReason reason) {
  switch (reason) {
    case RejectReason::kBadBracket:
      return {{"entry_price", "tp_price", "sl_price"}};
    case RejectReason::kBracketCrossed:
      return {{"open", "tp_price", "sl_price"}};
    case RejectReason::kCapacity:
      return {{"needed", "limit", nullptr}};
    case RejectReason::kCash:
      return {{"needed", "free", nullptr}};
    case RejectReason::kSize:
      return {{"quantity", "step_size", nullptr}};
    case RejectReason::kMinNotional:
      return {{"notional", "min_notional", nullptr}};
    case RejectReason::kNoData:
    case RejectReason::kRisk:
      break;
  }
  return {{nullptr, nullptr, nullptr}};
}

}  // namespace orchestrator
