// What a strategy says about one bar.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>

namespace orchestrator {

enum class Signal : std::uint8_t { kNo = 0, kBuy = 1, kSell = 2 };

/// A price that may be left to the engine's defaults, or be explicitly absent. NaN and infinity are errors, not defaults.
class OptionalPrice {
 public:
  OptionalPrice() = default;                                    ///< missing: the default applies
  OptionalPrice(double price) : price_(price), state_(kSet) {}  ///< this price
  static OptionalPrice none() {                                 ///< explicitly no such exit (`null`)
    OptionalPrice p;
    p.state_ = kNone;
    return p;
  }
  bool missing() const { return state_ == kMissing; }
  bool is_none() const { return state_ == kNone; }
  bool is_set() const { return state_ == kSet; }
  double value() const { return price_; }

 private:
  enum State : std::uint8_t { kMissing, kNone, kSet };
  double price_ = 0;
  State state_ = kMissing;
};

struct TradePlan;  // trades/trade_plan.h: legs and exits other than the run's

/// A decision on one bar. Prices are in quote currency. A missing entry_price is the bar's close; missing tp and sl follow from
/// the run's ratios.
struct Decision {
  Signal signal = Signal::kNo;
  std::uint32_t symbol = 0;  ///< index into the job's symbols
  OptionalPrice entry_price;
  OptionalPrice tp_price;
  OptionalPrice sl_price;
  double confidence = 1.0;
  std::string meta;                       ///< JSON object, or empty
  std::string strategy_name;              ///< empty: the strategy's own name
  std::shared_ptr<const TradePlan> plan;  ///< null: the run's `entry` and exit settings
};

/// Takes decisions as a strategy makes them.
class DecisionSink {
 public:
  virtual ~DecisionSink() = default;
  /// Records a decision on `bar`; `kNo` is ignored. Bars must not decrease.
  virtual void emit(std::size_t bar, Decision decision) = 0;
  /// The same for a decision that has nothing but a signal and a confidence.
  virtual void emit(std::size_t bar, Signal signal, double confidence = 1.0) = 0;
};

}  // namespace orchestrator
