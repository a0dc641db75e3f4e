// @NAME@: buys when the close crosses up through its own average, and gives SELL when it crosses down. Replace decide() by your idea.
#include "orchestrator/components/plugin.h"

using namespace orchestrator;

namespace {

class @NAME@ final : public BaseStrategy {
 public:
  explicit @NAME@(const Params& params) : period_(params.integer("period", 3)) {
    if (period_ < 1 || period_ > 10000) throw params.invalid("period", "'period' must be between 1 and 10000", "e.g. 20");
  }

  std::string name() const override { return "@NAME@"; }

  /// Bars that decide() looks at: the average of the newest bar, and that of the one before.
  std::size_t get_required_lookback(Interval) const override { return static_cast<std::size_t>(period_) + 1; }

  /// Called for every bar; `bars` holds the newest get_required_lookback() ones. Prices that are not set follow from tp_ratio and sl_ratio.
  Decision decide(const BarView& bars) override {
    const bool above_now = bars.close(0) > average(bars, 0);
    const bool above_before = bars.close(1) > average(bars, 1);
    Decision decision;
    if (above_now && !above_before) decision.signal = Signal::kBuy;
    if (!above_now && above_before) decision.signal = Signal::kSell;
    return decision;
  }

 private:
  /// Mean close of `period` bars, the newest of them `ago` bars back.
  double average(const BarView& bars, std::size_t ago) const {
    double sum = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(period_); ++i) sum += bars.close(ago + i);
    return sum / static_cast<double>(period_);
  }

  std::int64_t period_;
};

}  // namespace

ORCHESTRATOR_PLUGIN(plugin) { plugin.strategy<@NAME@>("@NAME@"); }
