// A run's configuration after validation: every default filled in, every alias resolved.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "orchestrator/base/time.h"
#include "orchestrator/components/component_spec.h"
#include "orchestrator/market/candle_series.h"
#include "orchestrator/market/interval.h"
#include "orchestrator/market/market.h"
#include "orchestrator/market/warning.h"
#include "orchestrator/trades/trade_plan.h"

namespace orchestrator {

enum class SellSignal : std::uint8_t { kShort, kClose, kIgnore };
enum class MarginMode : std::uint8_t { kIsolated, kCross };

/// `entry`: the run's default legs.
struct EntrySettings {
  std::variant<NamedReference, double> reference = NamedReference::kOpen;
  std::int64_t legs = 1;
  double start_pct = 0;
  double step_pct = 0;
  TimeInForce tif = TimeInForce::kGtc;
  std::optional<std::int64_t> expire_bars;
  std::optional<std::int64_t> when;  ///< n-th candle, or a time in ms
  bool when_is_time = false;
  std::optional<ComponentSpec> reference_code;  ///< replaces `reference`: a price of the first candle
  std::optional<ComponentSpec> when_code;       ///< replaces `when`: a predicate on candles
};

/// `time_limits`: how long Python code may take, seconds; absent: as long as it likes.
struct TimeLimits {
  std::optional<double> decide_s = 60;
  std::optional<double> policy_s = 5;
  std::optional<double> job_s;
};

/// `equity_curve`: how much of the curve the result holds.
struct CurveSettings {
  enum class Kind { kFull, kNone, kMaxPoints, kResolution };
  Kind kind = Kind::kFull;
  std::size_t max_points = 0;
  Interval resolution;
};

/// Where candles come from when they are not inline.
struct DataSettings {
  std::string root;  ///< empty: $ORCHESTRATOR_DATA, else ./data
  std::string exchange = "binance";
  std::string market;  ///< `spot`, `um`, `cm`; empty: from `market` and the instruments
};

/// `ohlcv_data`: candles inside the configuration, parsed to columns, sorted and valid; symbols in the order written.
struct InlineData {
  std::vector<CandleSeries> main;
  std::vector<CandleSeries> detailed;
  std::map<std::string, FundingSeries> funding;
  std::vector<CandleSeries> mark;
};

struct RunConfiguration {
  std::vector<std::string> symbols;  ///< canonical names, in order, no duplicates
  Interval interval;
  std::optional<Interval> detail_interval;  ///< absent: the default
  Market market = Market::kSpot;
  std::optional<TimeMs> start_date;  ///< inclusive
  std::optional<TimeMs> end_date;    ///< exclusive
  std::optional<std::int64_t> num_iterations;

  ComponentSpec strategy;
  ComponentSpec fee_model, slippage_model, fill_policy, sizing_model, capacity_policy, exit_resolver;
  std::vector<std::string> plugin_path;  ///< folders in which relative modules are looked for

  std::optional<double> tp_ratio = 0.10;
  std::optional<double> sl_ratio = 0.05;
  SellSignal sell_signal = SellSignal::kClose;
  bool skip_strategy_errors = false;
  EntrySettings entry;
  CrossingPolicy crossing_policy = CrossingPolicy::kPreferSl;
  std::optional<std::int64_t> max_holding_bars;
  std::optional<double> trailing_stop_pct;

  double initial_cash = 10000;
  double leverage = 1;
  MarginMode margin_mode = MarginMode::kIsolated;
  double mmr = 0.005;
  std::optional<double> funding_rate;
  Interval funding_interval = *Interval::parse("8h");
  std::map<std::string, Instrument> instruments;  ///< canonical names; a symbol without an entry has the defaults (mmr above)

  std::uint64_t seed = 0;
  std::optional<std::int64_t> parallel_symbols;  ///< absent: cores
  TimeLimits time_limits;
  DataSettings data;
  std::optional<InlineData> inline_data;
  CurveSettings equity_curve;
  bool explain = false;
  bool intrabar_report = false;

  std::string config_hash;  ///< 32 hex digits (docs/semantics.md, 10.f)
  Warnings warnings;        ///< found while reading
};

/// The instrument of a symbol: its entry, or defaults with the run's mmr.
inline Instrument instrument_of(const RunConfiguration& config, const std::string& symbol) {
  if (const auto it = config.instruments.find(symbol); it != config.instruments.end()) return it->second;
  Instrument instrument;
  instrument.mmr = config.mmr;
  return instrument;
}

}  // namespace orchestrator
