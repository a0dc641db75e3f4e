#include "series_names.h"

#include <nlohmann/json.hpp>

using orchestrator::SeriesKind;

std::string series_name(const orchestrator::SeriesId& id) {
  if (id.kind == SeriesKind::kFunding) return "funding";
  const std::string interval(id.interval.name());
  return id.kind == SeriesKind::kMark ? "mark " + interval : interval;
}

nlohmann::ordered_json series_json(const orchestrator::SeriesId& id) {
  nlohmann::ordered_json out{{"exchange", id.exchange}, {"market", id.market}, {"symbol", id.symbol}};
  out["kind"] = id.kind == SeriesKind::kCandles ? "candles" : id.kind == SeriesKind::kMark ? "mark" : "funding";
  if (id.kind != SeriesKind::kFunding) out["interval"] = id.interval.name();
  return out;
}
