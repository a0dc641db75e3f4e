#include "orchestrator/checking/check_json.h"

#include <nlohmann/json.hpp>

#include "orchestrator/engine/configuration/json_values.h"

namespace orchestrator {
namespace {

using CheckJson = nlohmann::ordered_json;

CheckJson json_of(const Finding& finding) {
  return {{"kind", name_of(finding.kind)},
          {"symbol", finding.symbol},
          {"bar", format_time(finding.bar)},
          {"value", finding.value},
          {"full", CheckJson(configuration::to_json(finding.full))},
          {"other", CheckJson(configuration::to_json(finding.other))},
          {"how", finding.how},
          {"message", finding.message},
          {"hint", hint_of(finding.kind)}};
}

CheckJson json_of(const IndicatorMoves& indicator) {
  CheckJson moves = CheckJson::array();
  for (const IndicatorMove& move : indicator.moves) {
    moves.push_back({{"warm_up", move.warm_up}, {"relative", move.relative ? CheckJson(*move.relative) : CheckJson()}});
  }
  return {{"name", indicator.request.name}, {"parameters", indicator.request.parameters}, {"moves", std::move(moves)}};
}

CheckJson json_of(const DecisionChanges& changes) {
  return {{"warm_up", changes.warm_up}, {"changed", changes.changed}, {"compared", changes.compared}};
}

CheckJson json_of(const Warning& warning) {
  CheckJson out{{"code", warning.code}, {"message", warning.message}};
  if (!warning.symbol.empty()) out["symbol"] = warning.symbol;
  return out;
}

template <typename Items>
CheckJson list_of(const Items& items) {
  CheckJson list = CheckJson::array();
  for (const auto& item : items) list.push_back(json_of(item));
  return list;
}

}  // namespace

std::string to_json(const StrategyCheck& check) {
  const CheckJson document{
      {"status", check.clean() ? "ok" : "findings"},
      {"strategy", check.strategy},
      {"interval", check.interval.name()},
      {"lookback", check.lookback},
      {"jobs", check.jobs},
      {"bars", check.bars},
      {"decisions", check.decisions},
      {"findings", list_of(check.findings)},
      {"indicators", list_of(check.start_up.indicators)},
      {"warm_ups", list_of(check.start_up.decisions)},
      {"timing", {{"decisions", check.timing.decisions}, {"median_us", check.timing.median_us}, {"p99_us", check.timing.p99_us}}},
      {"warnings", list_of(check.warnings)}};
  return document.dump(2);
}

}  // namespace orchestrator
