#include "orchestrator/results/result_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "orchestrator/results/json_document.h"

namespace orchestrator {
namespace {

using Json = nlohmann::ordered_json;

Json figure(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json metrics_json(const Metrics& metrics) {
  Json out;
  for (const auto& [name, value] : metrics.figures()) {
    out[name] = figure(value);
    if (std::string_view(name) == "max_drawdown") out["max_drawdown_duration_ms"] = metrics.max_drawdown_duration_ms;
  }
  return out;
}

Json rejections_json(const PortfolioResults& portfolio) {
  Json out = Json::object();
  for (std::size_t i = 0; i < kRejectReasonCount; ++i) {
    if (portfolio.rejections[i] > 0) out[name_of(static_cast<RejectReason>(i))] = portfolio.rejections[i];
  }
  return out;
}

Json warnings_json(const Warnings& warnings) {
  Json out = Json::array();
  for (const Warning& warning : warnings) {
    Json one{{"code", warning.code}, {"message", warning.message}};
    if (!warning.symbol.empty()) one["symbol"] = warning.symbol;
    if (warning.count != 0) one["count"] = warning.count;
    out.push_back(std::move(one));
  }
  return out;
}

Json counts_json(const ProposalCounts& c) {
  return {{"proposals", c.proposals}, {"admitted", c.admitted}, {"rejected", c.rejected},
          {"unfilled", c.unfilled},   {"trades", c.trades},     {"strategy_errors", c.strategy_errors}};
}

Json timings_json(const Timings& t) {
  return {{"load_s", t.load_s},
          {"proposals_s", t.proposals_s},
          {"execution_s", t.execution_s},
          {"results_s", t.results_s},
          {"total_s", t.total_s},
          {"workers", t.workers},
          {"bars", t.bars},
          {"bars_per_s", t.total_s > 0 ? static_cast<double>(t.bars) / t.total_s : 0.0}};
}

void write_trade(JsonRows& rows, const BacktestResult& result, const TradeRecord& t) {
  const auto number = [&](std::string_view key, auto value) {
    rows.raw(key);
    rows.number(value);
  };
  const auto text = [&](std::string_view key, std::string_view value) {
    rows.raw(key);
    rows.text(value);
  };
  text("{\"symbol\":", result.symbols[t.symbol]);
  number(",\"entry_time\":", t.entry_time);
  number(",\"entry_price\":", t.entry_price);
  number(",\"exit_time\":", t.exit_time);
  number(",\"exit_price\":", t.exit_price);
  number(",\"size\":", t.size);
  number(",\"pnl\":", t.pnl);
  number(",\"return_pct\":", t.return_pct);
  text(",\"result\":", outcome_name(t));
  text(",\"exit_type\":", exit_type_name(t, result.portfolio.labels));
  text(",\"direction\":", t.direction == Direction::kLong ? "LONG" : "SHORT");
  number(",\"fees\":", t.fees);
  number(",\"funding\":", t.funding);
  number(",\"bars_held\":", t.bars_held);
  number(",\"mae\":", t.mae);
  number(",\"mfe\":", t.mfe);
  number(",\"proposal_id\":", t.proposal_id);
  text(",\"strategy_name\":", *t.strategy_name);
  number(",\"confidence\":", t.confidence);
  if (t.meta) {
    rows.raw(",\"meta\":");
    rows.raw(*t.meta);
  }
  rows.raw("}");
}

void write_rejection(JsonRows& rows, const BacktestResult& result, const Rejection& r) {
  rows.raw("{\"proposal_id\":");
  rows.number(r.proposal_id);
  rows.raw(",\"symbol\":");
  rows.text(result.symbols[r.symbol]);
  rows.raw(",\"decision_time\":");
  rows.number(r.decision_time);
  rows.raw(",\"reason\":");
  rows.text(name_of(r.reason));
  rows.raw(",\"values\":{");
  const RejectValueNames names = name_of_values(r.reason);
  for (std::size_t i = 0; i < 3 && names.names[i]; ++i) {
    if (i > 0) rows.raw(",");
    rows.text(names.names[i]);
    rows.raw(":");
    rows.number(r.values[i]);
  }
  rows.raw("}}");
}

void add_curve(JsonDocument& doc, const BacktestResult& result) {
  const auto values = result.portfolio.equity.values();
  const std::vector<Step> steps = curve_steps(result);
  doc.add_list("equity_curve", steps.size(), [&](JsonRows& rows, std::size_t i) {
    rows.raw("{\"time\":");
    rows.number(result.point_time(steps[i]));
    rows.raw(",\"equity\":");
    rows.number(values[steps[i]]);
    rows.raw("}");
  });
}

void add_head(JsonDocument& doc, const BacktestResult& result, bool with_timings) {
  const PortfolioResults& portfolio = result.portfolio;
  doc.add("status", "ok");
  doc.add("strategy", result.strategy);
  doc.add("interval", std::string(result.interval.name()));
  doc.add("detail_interval", std::string(result.detail_interval.name()));
  doc.add("market", result.market == Market::kSpot ? "SPOT" : "PERP");
  doc.add("symbol_count", result.symbols.size());
  doc.add("parallel_symbols", result.parallel_symbols ? Json(*result.parallel_symbols) : Json(nullptr));
  doc.add("seed", result.seed);
  doc.add("initial_cash", result.initial_cash);
  doc.add("final_cash", portfolio.final_cash);
  doc.add("metrics", metrics_json(result.metrics));
  doc.add("counts", counts_json(result.counts));
  doc.add("rejections", rejections_json(portfolio));
  doc.add("warnings", warnings_json(result.warnings));
  if (result.intrabar_report) {
    const IntrabarReport& r = *result.intrabar_report;
    doc.add("intrabar_report", Json{{"ambiguous_exits", r.ambiguous_exits},
                                    {"final_equity_prefer_sl", r.final_equity_prefer_sl},
                                    {"final_equity_prefer_tp", r.final_equity_prefer_tp}});
  }
  doc.add("config_hash", result.config_hash);
  doc.add("data_fingerprint", result.data_fingerprint);
  doc.add("engine_version", result.engine_version);
  if (with_timings) doc.add("timings", timings_json(result.timings));
}

void add_rows(JsonDocument& doc, const BacktestResult& result) {
  const PortfolioResults& portfolio = result.portfolio;
  doc.add_list("trade_log", portfolio.trades.size(),
               [&](JsonRows& rows, std::size_t i) { write_trade(rows, result, portfolio.trades[i]); });
  if (result.explain) {
    doc.add_list("rejected_proposals", portfolio.rejected.size(),
                 [&](JsonRows& rows, std::size_t i) { write_rejection(rows, result, portfolio.rejected[i]); });
  }
}

template <typename Write>
std::string as_text(Write&& write) {
  std::string text;
  const TextSink sink = [&](std::string_view piece) { text += piece; };
  write(sink);
  return text;
}

}  // namespace

void write_json(const BacktestResult& result, bool pretty, const TextSink& sink, bool with_timings) {
  JsonDocument doc(sink, pretty);
  add_head(doc, result, with_timings);
  add_rows(doc, result);
  add_curve(doc, result);
  doc.finish();
}

std::string json_without_curve(const BacktestResult& result) {
  return as_text([&](const TextSink& sink) {
    JsonDocument doc(sink, false);
    add_head(doc, result, true);
    add_rows(doc, result);
    doc.finish();
  });
}

std::string json_head(const BacktestResult& result) {
  return as_text([&](const TextSink& sink) {
    JsonDocument doc(sink, false);
    add_head(doc, result, true);
    doc.finish();
  });
}

std::string to_json(const BacktestResult& result, bool pretty, bool with_timings) {
  return as_text([&](const TextSink& sink) { write_json(result, pretty, sink, with_timings); });
}

std::string to_json(const Error& error, bool pretty) {
  const Json json{{"status", "failed"},
                  {"error", {{"code", error.code()}, {"message", error.message()}, {"where", error.where()}, {"hint", error.hint()}}}};
  return json.dump(pretty ? 2 : -1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace orchestrator
