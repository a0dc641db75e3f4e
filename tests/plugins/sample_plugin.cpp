// One class of every kind that a plug-in may hold, and classes that misbehave on purpose.
#include <csignal>
#include <stdexcept>

#include "orchestrator/components/plugin.h"

namespace {

using namespace orchestrator;

/// Buys every `every` bars.
class EveryNth final : public BaseStrategy {
 public:
  explicit EveryNth(const Params& params) : every_(params.integer("every", 10)) {
    if (every_ < 1) throw params.invalid("every", "'every' must be >= 1", "e.g. 10");
  }
  std::string name() const override { return "EveryNth"; }
  Decision decide(const BarView& bars) override {
    Decision decision;
    if (bars.bar() % static_cast<std::size_t>(every_) == 0) decision.signal = Signal::kBuy;
    return decision;
  }

 private:
  std::int64_t every_;
};

/// Takes its parameters by set_params.
class Modest final : public BaseStrategy {
 public:
  std::string name() const override { return "Modest" + get_params().text("suffix", ""); }
  Decision decide(const BarView&) override { return {}; }
};

/// Asks for the run's end in the middle of it, as Ctrl-C does.
class Interrupting final : public BaseStrategy {
 public:
  std::string name() const override { return "Interrupting"; }
  Decision decide(const BarView& bars) override {
    if (bars.bar() == 5) std::raise(SIGINT);
    return {};
  }
};

/// Cheats: buys before the close rises, sells before it falls.
class Peeking final : public BaseStrategy {
 public:
  std::string name() const override { return "Peeking"; }
  Decision decide(const BarView& bars) override {
    const CandleSpan& all = bars.job().symbols.front().candles;
    Decision decision;
    if (bars.bar() + 1 >= all.size()) return decision;
    if (all.close[bars.bar() + 1] > bars.close()) decision.signal = Signal::kBuy;
    if (all.close[bars.bar() + 1] < bars.close()) decision.signal = Signal::kSell;
    return decision;
  }
};

class Raising final : public BaseStrategy {
 public:
  std::string name() const override { return "Raising"; }
  Decision decide(const BarView&) override { throw std::runtime_error("no idea what to do"); }
};

class Unmakeable final : public BaseStrategy {
 public:
  Unmakeable() { throw std::runtime_error("not today"); }
  std::string name() const override { return "Unmakeable"; }
  Decision decide(const BarView&) override { return {}; }
};

class ThrowsANumber final : public BaseStrategy {
 public:
  ThrowsANumber() { throw 42; }
  std::string name() const override { return "ThrowsANumber"; }
  Decision decide(const BarView&) override { return {}; }
};

class Rate final : public EventCostModel {
 public:
  explicit Rate(const Params& params) : rate_(params.number("rate", 0.25)) {}
  double operator()(const TradeEvent&) override { return rate_; }

 private:
  double rate_;
};

class AtPrice final : public FillPolicy {
 public:
  void fill(const TradeEvent& event, double, const Book&, std::vector<FillRecord>& fills) override {
    FillRecord fill;
    fill.ts = event.ts;
    fill.side = event.side;
    fill.price = event.price;
    fill.quantity = event.quantity;
    fill.proposal_id = event.proposal_id;
    fill.leg = event.leg;
    fills.push_back(fill);
  }
};

class OneUnit final : public SizingModel {
 public:
  double operator()(const TradeMeta&, TradeEventType) override { return 1; }
};

class OneAtATime final : public CapacityPolicy {
 public:
  CapacityVerdict admit(const TradeMeta&, std::size_t new_legs, const CapacityState& state) override {
    const auto needed = static_cast<double>(state.filled_legs + state.waiting_legs + new_legs);
    return {needed <= 1, needed, 1};
  }
};

class AtClose final : public ExitResolver {
 public:
  std::optional<ResolvedExit> operator()(const Candle& candle, double, double, Direction) override {
    return ResolvedExit{candle.close, "BELL"};
  }
};

}  // namespace

ORCHESTRATOR_PLUGIN(plugin) {
  plugin.strategy<EveryNth>("EveryNth").strategy<Modest>("Modest").strategy<Interrupting>("Interrupting").strategy<Raising>("Raising");
  plugin.strategy<Peeking>("Peeking");
  plugin.strategy<Unmakeable>("Unmakeable").strategy<ThrowsANumber>("ThrowsANumber");
  plugin.fee_model<Rate>("RateFee").slippage_model<Rate>("RateSlippage");
  plugin.fill_policy<AtPrice>("AtPrice")
      .sizing_model<OneUnit>("OneUnit")
      .capacity_policy<OneAtATime>("OneAtATime")
      .exit_resolver<AtClose>("AtClose");
}
