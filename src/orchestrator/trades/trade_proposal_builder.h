// Builds a trade plan step by step: which legs go in, which bracket takes it out.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "orchestrator/market/candle_series.h"
#include "orchestrator/trades/trade_proposal.h"

namespace orchestrator {

/// A proposal together with everything it points to: it can be kept, copied and realized on its own.
struct PlannedTrade {
  TradeProposal proposal;  ///< `plan` points into `plan` below
  std::shared_ptr<const TradePlan> plan;
  CandleSeries detail;           ///< the candles it is filled on
  std::size_t first_candle = 0;  ///< first detail candle at or after the decision time
};

/// `TradeProposalBuilder("BTCUSDT", 1.0, Direction::kLong).scale_in(3, 0.0, 0.01).bracket_exit(0.05, 0.02).set_entry_params(close, {}, {}, ts).build(detail)`.
class TradeProposalBuilder {
 public:
  /// `size` in base currency (contracts when inverse), > 0.
  TradeProposalBuilder(std::string symbol, double size, Direction direction);

  /// `n` legs of size/n at reference * (1 - d * (start_pct + k * step_pct)); fractions. Replaces earlier legs.
  TradeProposalBuilder& scale_in(std::int64_t n, double start_pct = 0, double step_pct = 0,
                                 const PriceReference& reference = NamedReference::kOpen);
  /// Take-profit and stop as fractions of the entry price, used where `set_entry_params` gives no price. Absent: no such exit.
  TradeProposalBuilder& bracket_exit(std::optional<double> tp, std::optional<double> sl,
                                     CrossingPolicy crossing_policy = CrossingPolicy::kPreferSl,
                                     std::shared_ptr<ExitResolver> exit_resolver = nullptr);
  /// The decision: its price (quote currency), its bracket where given as prices, and its time T (ms).
  TradeProposalBuilder& set_entry_params(double entry_price, OptionalPrice tp_price, OptionalPrice sl_price, TimeMs entry_ts);

  /// Throws a strategy error: `bad_bracket` for a bracket on the wrong side, `no_data` when no detail candle opens at or after T, `bad_proposal` for
  /// sizes and prices that are not > 0.
  PlannedTrade build(const CandleSeries& detail) const;
  const std::string& symbol() const { return symbol_; }
  /// The legs and exit rules as they stand: what a decision of one's own carries.
  const TradePlan& plan() const { return plan_; }

 private:
  std::string symbol_;
  double size_;
  Direction direction_;
  TradePlan plan_;
  std::optional<double> tp_ratio_, sl_ratio_;
  double entry_price_ = 0;
  OptionalPrice tp_price_, sl_price_;
  TimeMs entry_ts_ = 0;
};

}  // namespace orchestrator
