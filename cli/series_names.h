// How a stored series is called in reports.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "orchestrator/repository/series_id.h"

/// `1m`, `mark 1m`, `funding`.
inline std::string series_name(const orchestrator::SeriesId& id) {
  using orchestrator::SeriesKind;
  if (id.kind == SeriesKind::kFunding) return "funding";
  const std::string interval(id.interval.name());
  return id.kind == SeriesKind::kMark ? "mark " + interval : interval;
}

/// Exchange, market, symbol, kind and, but for funding, interval.
inline nlohmann::ordered_json series_json(const orchestrator::SeriesId& id) {
  using orchestrator::SeriesKind;
  nlohmann::ordered_json out{{"exchange", id.exchange}, {"market", id.market}, {"symbol", id.symbol}};
  out["kind"] = id.kind == SeriesKind::kCandles ? "candles" : id.kind == SeriesKind::kMark ? "mark" : "funding";
  if (id.kind != SeriesKind::kFunding) out["interval"] = id.interval.name();
  return out;
}
