// A plug-in with a strategy and a fee model: all that a user of C++ needs to write. docs/plugins.md explains it line by line.
#include "orchestrator/components/plugin.h"

using namespace orchestrator;

namespace {

/// Buys when `run` closes in a row have risen, and closes when as many have fallen.
class ThreeInARow final : public BaseStrategy {
 public:
  explicit ThreeInARow(const Params& params) : run_(params.integer("run", 3)) {
    if (run_ < 1 || run_ > 100) throw params.invalid("run", "'run' must be between 1 and 100", "e.g. 3");
  }

  std::string name() const override { return "ThreeInARow"; }
  std::size_t get_required_lookback(Interval) const override { return static_cast<std::size_t>(run_) + 1; }

  Decision decide(const BarView& bars) override {
    std::int64_t rises = 0, falls = 0;
    for (std::size_t ago = 0; ago < static_cast<std::size_t>(run_); ++ago) {
      rises += bars.close(ago) > bars.close(ago + 1);
      falls += bars.close(ago) < bars.close(ago + 1);
    }
    Decision decision;
    if (rises == run_) decision.signal = Signal::kBuy;
    if (falls == run_) decision.signal = Signal::kSell;
    return decision;
  }

 private:
  std::int64_t run_;
};

/// Cheaper for orders that wait in the book (makers) than for those that take from it.
class MakerTakerFee final : public EventCostModel {
 public:
  explicit MakerTakerFee(const Params& params) : maker_(params.number("maker", 0.0002)), taker_(params.number("taker", 0.0005)) {}
  double operator()(const TradeEvent& event) override { return is_price_bounded(event.kind) ? maker_ : taker_; }

 private:
  double maker_, taker_;
};

}  // namespace

ORCHESTRATOR_PLUGIN(plugin) {
  plugin.strategy<ThreeInARow>("ThreeInARow");
  plugin.fee_model<MakerTakerFee>("MakerTakerFee");
}
