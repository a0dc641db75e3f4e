#include "orchestrator/engine/proposal_log.h"

#include <cmath>
#include <utility>

#include "orchestrator/base/error.h"
#include "orchestrator/trades/trade_plan.h"

namespace orchestrator {
namespace {

void require_price(const OptionalPrice& price, const char* name) {
  if (!price.is_set() || (std::isfinite(price.value()) && price.value() > 0)) return;
  throw strategy_error("bad_decision", std::string(name) + " is " + std::to_string(price.value()), "",
                       "prices must be finite and > 0, or left out");
}

}  // namespace

const std::string* ProposalLog::keep(std::string text) {
  if (text.empty()) return nullptr;
  if (!texts_.empty() && texts_.back() == text) return &texts_.back();
  return &texts_.emplace_back(std::move(text));
}

void ProposalLog::emit(std::size_t bar, Decision decision) {
  if (decision.signal == Signal::kNo) return;
  require_price(decision.entry_price, "entry_price");
  require_price(decision.tp_price, "tp_price");
  require_price(decision.sl_price, "sl_price");
  if (!std::isfinite(decision.confidence)) throw strategy_error("bad_decision", "confidence is not finite");
  if (decision.symbol >= bars_.size()) throw strategy_error("bad_decision", "the decision's symbol is not one of the job's");
  if (decision.entry_price.is_none()) decision.entry_price = OptionalPrice();
  const bool bare = decision.entry_price.missing() && decision.tp_price.missing() && decision.sl_price.missing() &&
                    decision.confidence == 1.0 && decision.meta.empty() && decision.strategy_name.empty() && !decision.plan;
  if (bare) return push(bar, ProposalSeed::kBare, decision.symbol, decision.signal);
  has_functions_ = has_functions_ || (decision.plan && holds_functions(*decision.plan));
  details_.push_back(
      {decision.entry_price, decision.tp_price, decision.sl_price, decision.confidence, nullptr, nullptr, std::move(decision.plan)});
  details_.back().meta = keep(std::move(decision.meta));
  details_.back().strategy_name = keep(std::move(decision.strategy_name));
  push(bar, details_.size() - 1, decision.symbol, decision.signal);
}

void ProposalLog::push(std::size_t bar, std::size_t details, std::size_t symbol, Signal signal) {
  seeds_.push_back({static_cast<std::uint32_t>(bar), static_cast<std::uint32_t>(details), static_cast<std::uint16_t>(symbol), signal,
                    bars_[symbol].close[bar]});
}

void ProposalLog::emit(std::size_t bar, Signal signal, double confidence) {
  if (signal == Signal::kNo) return;
  if (confidence == 1.0) return push(bar, ProposalSeed::kBare, 0, signal);
  Decision decision;
  decision.signal = signal;
  decision.confidence = confidence;
  emit(bar, std::move(decision));
}

}  // namespace orchestrator
