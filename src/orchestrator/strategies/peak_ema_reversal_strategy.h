// Buys the pull-back after a price peak (docs/strategies.md).
#pragma once

#include <optional>

#include "orchestrator/base/component_info.h"
#include "orchestrator/strategies/base_strategy.h"

namespace orchestrator {

/// Looks for one peak that has just happened, falling candles after it and a pull-back to an EMA. Stateless; a bar costs O(1), one whose
/// newest bars hold the window's highest high O(recent).
class PeakEMAReversalStrategy final : public BaseStrategy {
 public:
  static const ComponentInfo& info();
  explicit PeakEMAReversalStrategy(const Params& params = {}) { PeakEMAReversalStrategy::set_params(params); }

  std::string name() const override { return info().class_name; }
  void set_params(const Params& params) override;
  /// Throws a configuration error when the window of this interval is too short for the rule.
  std::size_t get_required_lookback(Interval interval) const override { return settings(interval).total; }
  std::vector<IndicatorRequest> required_indicators(Interval interval) const override;
  Decision decide(const BarView& bars) override;
  bool has_decide_range() const override { return true; }
  void decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) override;

 private:
  struct Settings {
    std::size_t recent, total;  // bars
    double buffer;              // a fraction
  };
  struct PullBack {
    double ema;          // its value now: the entry price
    std::size_t period;  // bars
  };
  Settings settings(Interval interval) const;
  std::optional<std::size_t> peak(const SymbolBars& bars, std::size_t bar, const Settings& settings) const;
  bool breaks_out(const SymbolBars& bars, std::size_t bar, std::size_t peak, const Settings& settings) const;
  std::optional<PullBack> pull_back(const SymbolBars& bars, std::size_t bar, const Settings& settings) const;
  static Decision buy(const PullBack& found);

  std::optional<std::size_t> recent_, total_;  // absent: by interval
  std::optional<double> buffer_;
  double peak_factor_ = 0;
  std::size_t peak_ema_ = 0, entry_ema_ = 0, entry_ema_one_rising_ = 0;  // periods, bars
};

}  // namespace orchestrator
