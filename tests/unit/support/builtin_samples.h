// One or more parameter sets of each built-in strategy, for tests that hold for all of them.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "orchestrator/strategies/catalogue.h"

namespace orchestrator::test_support {

struct Sample {
  std::string token;
  ValueMap params;
  std::size_t least_decisions;  ///< over the ten random series of 2000 bars: a test of nothing would pass
};
inline void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.token; }

inline std::unique_ptr<BaseStrategy> load_member(const Value& spec, const std::string& where) {
  if (const auto* token = spec.as_text()) return find_builtin_strategy(*token)->make(Params({}, where), load_member);
  const Params form(*spec.as_map(), where);
  const Value* params = form.find("params");
  return find_builtin_strategy(form.text("builtin", ""))
      ->make(Params(params ? *params->as_map() : ValueMap{}, where + "/params"), load_member);
}

inline std::unique_ptr<BaseStrategy> make_sample(const Sample& sample) {
  return find_builtin_strategy(sample.token)->make(Params(sample.params), load_member);
}

inline Value scheduled_sample() {
  ValueList signals;
  for (int k = 0; k < 20; ++k) {
    const std::int64_t time = (k * 37 % 20) * 71 * kMinuteMs;  // not in order
    ValueMap signal{{"time", time}, {"signal", k % 3 == 0 ? "SELL" : "BUY"}};
    if (k % 2 == 0) signal.emplace_back("tp_price", k % 4 == 0 ? Value() : Value(120.0));
    if (k % 5 == 0) signal.emplace_back("symbol", k % 10 == 0 ? "ETHUSDT" : "BTC/USDT");
    signals.push_back(std::move(signal));
  }
  return signals;
}

inline std::vector<Sample> samples() {
  return {
      {"ema_cross", {}, 100},
      {"ema_cross", {{"fast", 1}, {"slow", 2}}, 1000},
      {"momentum", {}, 100},
      {"momentum", {{"window", 1}, {"threshold", 0.005}}, 100},
      {"rsi_reversion", {}, 100},
      {"rsi_reversion", {{"period", 2}, {"oversold", 10}, {"overbought", 90}}, 100},
      {"bollinger_breakout", {}, 100},
      {"donchian_breakout", {}, 100},
      {"donchian_breakout", {{"entry", 1}, {"exit", 3}}, 100},
      {"peak_ema_reversal", {{"peak_factor", 1}, {"total", 60}}, 20},
      {"peak_ema_reversal", {{"total", 20}, {"recent", 12}, {"peak_factor", 1}}, 100},
      {"ensemble",
       {{"strategies", ValueList{"ema_cross", "buy_and_hold", ValueMap{{"builtin", "momentum"}, {"params", ValueMap{{"window", 5}}}}}},
        {"method", "any"}},
       100},
      {"ensemble",
       {{"strategies", ValueList{"rsi_reversion", "bollinger_breakout", "momentum"}}, {"weights", ValueList{1, 2, 3}}, {"threshold", 0.4}},
       100},
      {"buy_and_hold", {}, 10},
      {"scheduled", {{"signals", scheduled_sample()}}, 150},
  };
}

}  // namespace orchestrator::test_support
