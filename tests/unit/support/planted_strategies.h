// Strategies that deceive themselves, each in its own way, for the tests of the check that must find them.
#pragma once

#include <algorithm>
#include <chrono>
#include <limits>
#include <random>
#include <stdexcept>

#include "orchestrator/strategies/base_strategy.h"

namespace orchestrator::test_support {

inline Decision signal_if(bool buy, bool sell = false) {
  Decision decision;
  decision.signal = buy ? Signal::kBuy : sell ? Signal::kSell : Signal::kNo;
  return decision;
}

class Planted : public BaseStrategy {
 public:
  std::string name() const override { return "Planted"; }
};

/// Reads the candle after the one it decides on.
class KnowsTheNextClose : public Planted {
 public:
  Decision decide(const BarView& bars) override {
    const CandleSpan& all = bars.job().symbols.back().candles;
    return signal_if(bars.bar() + 1 < all.size() && all.close[bars.bar() + 1] > bars.close(0, bars.symbol_count() - 1) * 1.01);
  }
};

/// The same of the second symbol of a basket.
class KnowsTheNextCloseOfAnother final : public KnowsTheNextClose {
 public:
  std::vector<WorkUnit> work_units(const std::vector<std::string>& symbols) const override { return {{symbols}}; }
  std::vector<Decision> decide_basket(const BarView& bars) override {
    Decision decision = decide(bars);
    decision.symbol = 1;
    return {decision};
  }
};

/// Always buys, at a price of the future.
class EntersAtTheNextLow final : public Planted {
 public:
  Decision decide(const BarView& bars) override {
    const CandleSpan& all = bars.job().symbols.front().candles;
    Decision decision = signal_if(true);
    if (bars.bar() + 1 < all.size()) decision.entry_price = all.low[bars.bar() + 1];
    return decision;
  }
};

/// Buys every eighth bar; only its remarks know the future.
class RemarksOnTheFuture final : public Planted {
 public:
  Decision decide(const BarView& bars) override {
    const CandleSpan& all = bars.job().symbols.front().candles;
    Decision decision = signal_if(bars.open_time() / bars.interval().ms() % 8 == 0);
    decision.meta = "{\"last\":" + std::to_string(all.close.back()) + "}";
    return decision;
  }
};

/// Reads an indicator's value of the next bar out of the block that is computed together.
class KnowsTheNextIndicator final : public Planted {
 public:
  std::vector<IndicatorRequest> required_indicators(Interval) const override { return {{"ema", {5}}}; }
  std::size_t get_required_lookback(Interval) const override { return 50; }
  Decision decide(const BarView& bars) override {
    const SymbolBars& symbol = bars.job().symbols.front();
    if (bars.bar() + 1 >= symbol.candles.size()) return {};
    return signal_if(symbol.indicators[0][bars.bar() + 1] > bars.close());
  }
};

/// Learns the highest price of all bars, not only of the warm-up.
class LearnsTheFuture final : public Planted {
 public:
  std::size_t get_required_lookback(Interval) const override { return 10; }
  void fit(const BarView& warm_up) override {
    const auto& highs = warm_up.job().symbols.front().candles.high;
    top_ = *std::max_element(highs.begin(), highs.end());
  }
  Decision decide(const BarView& bars) override { return signal_if(bars.high() > 0.97 * top_); }

 private:
  double top_ = 0;
};

/// Asks for a candle that is not there once the data end earlier.
class NeedsTheFuture final : public Planted {
 public:
  Decision decide(const BarView& bars) override {
    const CandleSpan& all = bars.job().symbols.front().candles;
    if (bars.open_time() / bars.interval().ms() % 50 != 0) return {};
    if (bars.bar() + 1 >= all.size()) throw std::out_of_range("no candle there");
    return signal_if(true);
  }
};

/// `decide` compares with the window's maximum, decide_range with that of all bars.
class RangeKnowsTheMaximum final : public Planted {
 public:
  std::size_t get_required_lookback(Interval) const override { return 20; }
  Decision decide(const BarView& bars) override { return signal_if(bars.close() >= highest(bars.window())); }
  bool has_decide_range() const override { return true; }
  void decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) override {
    const CandleSpan& all = job.symbols.front().candles;
    for (std::size_t bar = begin; bar < end; ++bar) {
      if (all.close[bar] >= 0.98 * highest(all)) sink.emit(bar, Signal::kBuy);
    }
  }

 private:
  static double highest(const CandleSpan& bars) { return *std::max_element(bars.close.begin(), bars.close.end()); }
};

/// Honest, but confident otherwise when asked in ranges, by the last bit.
class RangeIsOffByABit final : public Planted {
 public:
  bool has_decide_range() const override { return true; }
  Decision decide(const BarView& bars) override {
    Decision decision = signal_if(bars.close() > bars.open());
    decision.confidence = 0.5;
    return decision;
  }
  void decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) override {
    const CandleSpan& all = job.symbols.front().candles;
    for (std::size_t bar = begin; bar < end; ++bar) {
      if (all.close[bar] > all.open[bar]) sink.emit(bar, Signal::kBuy, 0.5 + std::numeric_limits<double>::epsilon() / 2);
    }
  }
};

/// decide_range is fine only with many bars, and fails or cheats its way out of the range otherwise.
class RangeNeedsManyBars final : public Planted {
 public:
  bool has_decide_range() const override { return true; }
  Decision decide(const BarView&) override { return {}; }
  void decide_range(const JobBars& job, std::size_t, std::size_t end, DecisionSink& sink) override {
    if (job.symbols.front().candles.size() < 400) sink.emit(end, Signal::kBuy);
  }
};

class RangeFails final : public Planted {
 public:
  bool has_decide_range() const override { return true; }
  Decision decide(const BarView& bars) override { return signal_if(bars.close() > bars.open()); }
  void decide_range(const JobBars&, std::size_t, std::size_t, DecisionSink&) override { throw std::runtime_error("not written yet"); }
};

/// Counts in a place that all instances share.
class SharesACounter final : public Planted {
 public:
  explicit SharesACounter(std::size_t& counter) : counter_(counter) {}
  Decision decide(const BarView&) override { return signal_if(++counter_ % 7 == 0); }

 private:
  std::size_t& counter_;
};

class LooksAtTheClock final : public Planted {
 public:
  Decision decide(const BarView&) override {
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    return signal_if(static_cast<std::uint64_t>(now) * 0x9E3779B97F4A7C15ULL >> 63 == 1);
  }
};

class ThrowsDice final : public Planted {
 public:
  Decision decide(const BarView&) override { return signal_if(std::random_device{}() % 3 == 0); }
};

/// Its hundredth decision ever is a BUY; reset() forgets nothing.
class ForgetsNothing final : public Planted {
 public:
  Decision decide(const BarView&) override { return signal_if(++decisions_ == 100); }

 private:
  std::size_t decisions_ = 0;
};

/// Buys on the first bar it ever sees: after the same bars nobody notices that reset() forgets nothing.
class RemembersItsFirstBar final : public Planted {
 public:
  Decision decide(const BarView& bars) override {
    if (first_ == 0) first_ = bars.open_time();
    return signal_if(bars.open_time() == first_);
  }

 private:
  TimeMs first_ = 0;
};

/// Compares with a long EMA but asks for two bars.
class NeedsALongerLookback final : public Planted {
 public:
  explicit NeedsALongerLookback(double period) : period_(period) {}
  std::size_t get_required_lookback(Interval) const override { return 2; }
  std::vector<IndicatorRequest> required_indicators(Interval) const override { return {{"ema", {period_}}, {"sma", {2}}}; }
  Decision decide(const BarView& bars) override { return signal_if(bars.close() > bars.indicator(0)); }

 private:
  double period_;
};

/// Reads further back than its lookback, on some bars only.
class ReadsTooFarBack final : public Planted {
 public:
  std::size_t get_required_lookback(Interval) const override { return 2; }
  Decision decide(const BarView& bars) override {
    return signal_if(bars.open_time() / bars.interval().ms() % 20 == 0 && bars.close() > bars.close(10));
  }
};

/// Buys every tenth bar, counted from the first that is there.
class CountsBars final : public Planted {
 public:
  Decision decide(const BarView& bars) override { return signal_if(bars.bar() % 10 == 0); }
};

/// What a user's code does that is unfinished.
class Fails final : public Planted {
 public:
  Decision decide(const BarView& bars) override {
    if (bars.open_time() / bars.interval().ms() % 100 == 0) throw std::runtime_error("no idea what to do");
    return signal_if(bars.close() > bars.open());
  }
};

}  // namespace orchestrator::test_support
