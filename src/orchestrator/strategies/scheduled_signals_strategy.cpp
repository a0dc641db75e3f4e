#include "orchestrator/strategies/scheduled_signals_strategy.h"

#include <fmt/format.h>

#include <algorithm>

#include "orchestrator/base/nearest_name.h"
#include "orchestrator/base/parameter_reader.h"
#include "orchestrator/market/symbol.h"
#include "orchestrator/strategies/parameter_specs.h"

namespace orchestrator {
namespace {

const std::vector<std::string> kKeys{"time", "symbol", "signal", "entry_price", "tp_price", "sl_price", "confidence"};

Error wrong(const std::string& where, const char* key, const std::string& message) {
  return configuration_error("invalid_parameter", message, where + "/" + key);
}

TimeMs read_time(const Params& item) {
  const Value* value = item.find("time");
  if (!value) throw wrong(item.where(), "time", "a signal needs a time: the open time of its decision bar");
  if (const auto* text = value->as_text()) {
    if (const auto time = parse_time(*text)) return *time;
    throw wrong(item.where(), "time", fmt::format("'{}' is not a time (ISO 8601 or milliseconds)", *text));
  }
  if (value->is_null()) throw wrong(item.where(), "time", "a signal needs a time: the open time of its decision bar");
  return item.integer("time", 0);
}

Signal read_signal(const Params& item) {
  const std::string text = item.text("signal", "");
  if (text == "BUY") return Signal::kBuy;
  if (text == "SELL") return Signal::kSell;
  throw wrong(item.where(), "signal", fmt::format("signal is '{}', but must be BUY or SELL", text));
}

OptionalPrice read_price(const Params& item, const char* key, bool null_is_none) {
  const Value* value = item.find(key);
  if (!value) return {};
  if (value->is_null()) return null_is_none ? OptionalPrice::none() : OptionalPrice();
  return item.number(key, 0);
}

}  // namespace

const ComponentInfo& ScheduledSignalsStrategy::info() {
  static const ComponentInfo table{
      "scheduled",
      "ScheduledSignalsStrategy",
      "strategy",
      "replays a list of signals made elsewhere",
      {{"signals", "list", {}, {}, {}, "[{time, symbol?, signal, entry_price?, tp_price?, sl_price?, confidence?}, …]", true},
       period_spec("lookback", 1, "bars before the first decision"),
       {"joined", "flag", false, {}, {}, "one job of all symbols, on joined bars"}}};
  return table;
}

ScheduledSignalsStrategy::Scheduled ScheduledSignalsStrategy::read(const Value& value, const std::string& where) {
  const ValueMap* map = value.as_map();
  if (!map) throw configuration_error("wrong_type", "a signal must be an object", where);
  for (const auto& [key, unused] : *map) {
    if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) {
      throw configuration_error("unknown_parameter", fmt::format("a signal has no '{}'", key), fmt::format("{}/{}", where, key),
                                name_hint(key, kKeys));
    }
  }
  const Params item(*map, where);
  Scheduled scheduled;
  scheduled.time = read_time(item);
  if (const std::string symbol = item.text("symbol", ""); !symbol.empty()) scheduled.symbol = canonical_symbol(symbol);
  scheduled.decision.signal = read_signal(item);
  scheduled.decision.entry_price = read_price(item, "entry_price", false);
  scheduled.decision.tp_price = read_price(item, "tp_price", true);
  scheduled.decision.sl_price = read_price(item, "sl_price", true);
  scheduled.decision.confidence = item.number("confidence", 1.0);
  scheduled.where = where + "/time";
  return scheduled;
}

void ScheduledSignalsStrategy::set_params(const Params& params) {
  const ParameterReader reader(params, info());
  lookback_ = reader.count("lookback");
  joined_ = reader.flag("joined");
  const std::string where = params.where() + "/signals";
  if (!reader.given("signals")) throw configuration_error("missing_parameter", "scheduled needs the parameter 'signals'", where);
  const ValueList* list = params.find("signals")->as_list();
  if (!list) throw configuration_error("wrong_type", "parameter 'signals' must be a list of signals", where);
  schedule_.clear();
  for (std::size_t i = 0; i < list->size(); ++i) schedule_.push_back(read((*list)[i], fmt::format("{}/{}", where, i)));
  std::stable_sort(schedule_.begin(), schedule_.end(), [](const Scheduled& a, const Scheduled& b) { return a.time < b.time; });
  BaseStrategy::set_params(params);
}

std::size_t ScheduledSignalsStrategy::get_required_lookback(Interval interval) const {
  for (const Scheduled& scheduled : schedule_) {
    if (interval.aligned(scheduled.time)) continue;
    throw configuration_error(
        "invalid_parameter", fmt::format("{} is not an open time of {} bars", format_time(scheduled.time), interval.name()),
        scheduled.where, fmt::format("the bar that contains it opens at {}", format_time(interval.floor(scheduled.time))));
  }
  return lookback_;
}

std::vector<WorkUnit> ScheduledSignalsStrategy::work_units(const std::vector<std::string>& symbols) const {
  if (!joined_) return BaseStrategy::work_units(symbols);
  return {{symbols}};
}

std::vector<ScheduledSignalsStrategy::Scheduled>::const_iterator ScheduledSignalsStrategy::first_at(TimeMs time) const {
  return std::lower_bound(schedule_.begin(), schedule_.end(), time, [](const Scheduled& s, TimeMs t) { return s.time < t; });
}

std::vector<Decision> ScheduledSignalsStrategy::decide_basket(const BarView& bars) {
  std::vector<Decision> decisions;
  const TimeMs time = bars.open_time();
  for (auto it = first_at(time); it != schedule_.end() && it->time == time; ++it) {
    for (std::size_t k = 0; k < bars.symbol_count(); ++k) {
      if (!it->symbol.empty() && it->symbol != bars.job().symbols[k].symbol) continue;
      decisions.push_back(it->decision);
      decisions.back().symbol = static_cast<std::uint32_t>(k);
    }
  }
  return decisions;
}

Decision ScheduledSignalsStrategy::decide(const BarView& bars) {
  std::vector<Decision> decisions = decide_basket(bars);
  if (decisions.empty()) return {};
  if (decisions.size() > 1)
    throw strategy_error("several_signals", "the schedule has several signals for this bar, and only one can be taken here");
  return std::move(decisions.front());
}

void ScheduledSignalsStrategy::decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) {
  if (begin >= end) return;
  const SymbolBars& bars = job.symbols.front();
  std::size_t bar = begin;
  for (auto it = first_at(bars.candles.open_time[begin]); it != schedule_.end(); ++it) {
    while (bar < end && bars.candles.open_time[bar] < it->time) ++bar;
    if (bar == end) return;
    if (bars.candles.open_time[bar] == it->time && (it->symbol.empty() || it->symbol == bars.symbol)) sink.emit(bar, it->decision);
  }
}

}  // namespace orchestrator
