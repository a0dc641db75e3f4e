#include "result_columns.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <algorithm>
#include <map>

#include "moving_columns.h"

namespace orchestrator::python {
namespace {

using Trades = std::vector<TradeRecord>;

/// A numpy array of its own with `get(trade)` for each trade.
template <typename T, typename Get>
nb::object numbers(const Trades& trades, Get&& get) {
  auto* memory = new T[trades.size()];
  const nb::capsule owner(memory, [](void* pointer) noexcept { delete[] static_cast<T*>(pointer); });
  std::transform(trades.begin(), trades.end(), memory, get);
  return nb::cast(nb::ndarray<nb::numpy, T, nb::ndim<1>>(memory, {trades.size()}, owner));
}

/// A list of texts, equal ones being one object.
class Texts {
 public:
  template <typename Get>
  nb::list of(const Trades& trades, Get&& get) {
    nb::list list;
    for (const TradeRecord& trade : trades) list.append(shared(get(trade)));
    return list;
  }

 private:
  const nb::object& shared(const std::string& text) {
    auto [place, is_new] = known_.try_emplace(text);
    if (is_new) place->second = nb::cast(text);
    return place->second;
  }
  std::map<std::string, nb::object> known_;
};

nb::list meta_of(const Trades& trades) {
  nb::list list;
  for (const TradeRecord& trade : trades) list.append(trade.meta ? nb::cast(*trade.meta) : nb::none());
  return list;
}

nb::dict metrics_of(const Metrics& metrics) {
  nb::dict out;
  for (const auto& [name, value] : metrics.figures()) {
    out[name] = nb::cast(value);
    if (std::string_view(name) == "max_drawdown") out["max_drawdown_duration_ms"] = metrics.max_drawdown_duration_ms;
  }
  return out;
}

nb::dict counts_of(const ProposalCounts& counts) {
  nb::dict out;
  out["proposals"] = counts.proposals;
  out["admitted"] = counts.admitted;
  out["rejected"] = counts.rejected;
  out["unfilled"] = counts.unfilled;
  out["trades"] = counts.trades;
  out["strategy_errors"] = counts.strategy_errors;
  return out;
}

nb::dict rejections_of(const PortfolioResults& portfolio) {
  nb::dict out;
  for (std::size_t i = 0; i < kRejectReasonCount; ++i) {
    if (portfolio.rejections[i] > 0) out[name_of(static_cast<RejectReason>(i))] = portfolio.rejections[i];
  }
  return out;
}

nb::list warnings_of(const Warnings& warnings) {
  nb::list out;
  for (const Warning& warning : warnings) {
    nb::dict one;
    one["code"] = warning.code;
    one["message"] = warning.message;
    if (!warning.symbol.empty()) one["symbol"] = warning.symbol;
    if (warning.count != 0) one["count"] = warning.count;
    out.append(one);
  }
  return out;
}

nb::dict intrabar_of(const IntrabarReport& report) {
  nb::dict out;
  out["ambiguous_exits"] = report.ambiguous_exits;
  out["final_equity_prefer_sl"] = report.final_equity_prefer_sl;
  out["final_equity_prefer_tp"] = report.final_equity_prefer_tp;
  return out;
}

nb::dict timings_of(const Timings& timings) {
  nb::dict out;
  out["load_s"] = timings.load_s;
  out["proposals_s"] = timings.proposals_s;
  out["execution_s"] = timings.execution_s;
  out["results_s"] = timings.results_s;
  out["total_s"] = timings.total_s;
  out["workers"] = timings.workers;
  out["bars"] = timings.bars;
  out["bars_per_s"] = timings.total_s > 0 ? static_cast<double>(timings.bars) / timings.total_s : 0.0;
  return out;
}

}  // namespace

nb::dict trade_columns(const RunResult& self) {
  using T = const TradeRecord&;
  const Trades& trades = self.result.portfolio.trades;
  Texts texts;
  nb::dict out;
  out["symbol"] = texts.of(trades, [&](T t) { return self.result.symbols[t.symbol]; });
  out["entry_time"] = numbers<TimeMs>(trades, [](T t) { return t.entry_time; });
  out["entry_price"] = numbers<double>(trades, [](T t) { return t.entry_price; });
  out["exit_time"] = numbers<TimeMs>(trades, [](T t) { return t.exit_time; });
  out["exit_price"] = numbers<double>(trades, [](T t) { return t.exit_price; });
  out["size"] = numbers<double>(trades, [](T t) { return t.size; });
  out["pnl"] = numbers<double>(trades, [](T t) { return t.pnl; });
  out["return_pct"] = numbers<double>(trades, [](T t) { return t.return_pct; });
  out["result"] = texts.of(trades, [](T t) { return outcome_name(t); });
  out["exit_type"] = texts.of(trades, [&](T t) { return exit_type_name(t, self.result.portfolio.labels); });
  out["direction"] = texts.of(trades, [](T t) { return t.direction == Direction::kLong ? "LONG" : "SHORT"; });
  out["fees"] = numbers<double>(trades, [](T t) { return t.fees; });
  out["funding"] = numbers<double>(trades, [](T t) { return t.funding; });
  out["bars_held"] = numbers<std::int64_t>(trades, [](T t) { return t.bars_held; });
  out["mae"] = numbers<double>(trades, [](T t) { return t.mae; });
  out["mfe"] = numbers<double>(trades, [](T t) { return t.mfe; });
  out["proposal_id"] = numbers<std::int64_t>(trades, [](T t) { return static_cast<std::int64_t>(t.proposal_id); });
  out["strategy_name"] = texts.of(trades, [](T t) { return *t.strategy_name; });
  out["confidence"] = numbers<double>(trades, [](T t) { return t.confidence; });
  if (std::any_of(trades.begin(), trades.end(), [](T t) { return t.meta != nullptr; })) out["meta"] = meta_of(trades);
  return out;
}

nb::tuple detail_candles(nb::handle self, std::size_t symbol) {
  const Timeline& timeline = *nb::cast<const RunResult&>(self).result.timeline;
  if (symbol >= timeline.track_count()) throw nb::index_error("there is no such symbol");
  const CandleSpan& candles = timeline.track(symbol).candles();
  const nb::object owner = nb::borrow(self);
  const auto column = [&](const auto& values, bool is_time) { return array_over(values.data(), values.size(), is_time, owner); };
  return nb::make_tuple(column(candles.open_time, true), column(candles.open, false), column(candles.high, false),
                        column(candles.low, false), column(candles.close, false), column(candles.volume, false));
}

nb::dict head(const RunResult& self) {
  const BacktestResult& result = self.result;
  nb::dict out;
  out["status"] = "ok";
  out["strategy"] = result.strategy;
  out["interval"] = std::string(result.interval.name());
  out["detail_interval"] = std::string(result.detail_interval.name());
  out["market"] = result.market == Market::kSpot ? "SPOT" : "PERP";
  out["symbol_count"] = result.symbols.size();
  out["parallel_symbols"] = nb::cast(result.parallel_symbols);
  out["seed"] = result.seed;
  out["initial_cash"] = result.initial_cash;
  out["final_cash"] = result.portfolio.final_cash;
  out["metrics"] = metrics_of(result.metrics);
  out["counts"] = counts_of(result.counts);
  out["rejections"] = rejections_of(result.portfolio);
  out["warnings"] = warnings_of(result.warnings);
  if (result.intrabar_report) out["intrabar_report"] = intrabar_of(*result.intrabar_report);
  out["config_hash"] = result.config_hash;
  out["data_fingerprint"] = result.data_fingerprint;
  out["engine_version"] = result.engine_version;
  out["timings"] = timings_of(result.timings);
  return out;
}

}  // namespace orchestrator::python
