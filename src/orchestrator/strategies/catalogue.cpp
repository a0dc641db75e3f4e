#include "orchestrator/strategies/catalogue.h"

#include "orchestrator/strategies/bollinger_breakout_strategy.h"
#include "orchestrator/strategies/buy_and_hold_strategy.h"
#include "orchestrator/strategies/donchian_breakout_strategy.h"
#include "orchestrator/strategies/ema_cross_strategy.h"
#include "orchestrator/strategies/ensemble_strategy.h"
#include "orchestrator/strategies/momentum_strategy.h"
#include "orchestrator/strategies/peak_ema_reversal_strategy.h"
#include "orchestrator/strategies/rsi_reversion_strategy.h"
#include "orchestrator/strategies/scheduled_signals_strategy.h"

namespace orchestrator {
namespace {

template <class Strategy>
BuiltinStrategy plain() {
  return {&Strategy::info(),
          [](const Params& params, const MemberLoader&) -> std::unique_ptr<BaseStrategy> { return std::make_unique<Strategy>(params); }};
}

}  // namespace

const std::vector<BuiltinStrategy>& builtin_strategies() {
  static const std::vector<BuiltinStrategy> table{
      plain<PeakEMAReversalStrategy>(),  plain<MomentumStrategy>(),     {&EnsembleStrategy::info(), EnsembleStrategy::make},
      plain<EMACrossStrategy>(),         plain<RSIReversionStrategy>(), plain<BollingerBreakoutStrategy>(),
      plain<DonchianBreakoutStrategy>(), plain<BuyAndHoldStrategy>(),   plain<ScheduledSignalsStrategy>(),
  };
  return table;
}

const BuiltinStrategy* find_builtin_strategy(std::string_view name) {
  for (const BuiltinStrategy& builtin : builtin_strategies()) {
    if (builtin.info->token == name || builtin.info->class_name == name) return &builtin;
  }
  return nullptr;
}

}  // namespace orchestrator
