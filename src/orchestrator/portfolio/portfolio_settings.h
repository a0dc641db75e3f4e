// What a portfolio manager is made from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "orchestrator/base/background_worker.h"
#include "orchestrator/market/candle_series.h"
#include "orchestrator/market/market.h"
#include "orchestrator/policies/capacity_policy.h"
#include "orchestrator/policies/event_cost_model.h"
#include "orchestrator/policies/fill_policy.h"
#include "orchestrator/policies/sizing_model.h"
#include "orchestrator/trades/trade_plan.h"

namespace orchestrator {

/// One symbol of the portfolio; its position in the list is its number everywhere.
struct PortfolioSymbol {
  std::string name;
  Instrument instrument;
  Interval detail_interval;
  FundingSeries funding;             ///< PERP: stored rates, or those of the constant rate
  std::optional<CandleSeries> mark;  ///< PERP: mark-price candles
};

/// Debug builds check conservation after every event.
#ifdef NDEBUG
inline constexpr bool kChecksByDefault = false;
#else
inline constexpr bool kChecksByDefault = true;
#endif

struct PortfolioSettings {
  double initial_cash = 10000;
  double leverage = 1;        ///< PERP
  bool cross_margin = false;  ///< PERP
  Interval interval;          ///< the decision interval
  std::uint64_t seed = 0;
  std::optional<CrossingPolicy> crossing_override;  ///< `intrabar_report`: replaces every plan's policy
  bool explain = false;                             ///< keep every rejection
  bool keep_fills = false;                          ///< keep every fill in the ledger
  BackgroundWorker* helper = nullptr;               ///< marks the curve beside the execution; null: that waits for the end
  bool check_every_event = kChecksByDefault;        ///< conservation after each event, not only at the end
};

/// The pluggable rules of a run; none is owned, all outlive the portfolio.
struct PortfolioPolicies {
  EventCostModel* fee = nullptr;
  EventCostModel* slippage = nullptr;
  FillPolicy* fill = nullptr;
  SizingModel* sizing = nullptr;
  CapacityPolicy* capacity = nullptr;
};

}  // namespace orchestrator
