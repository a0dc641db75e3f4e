#include "orchestrator/repository/arrow_repository.h"

#include "orchestrator/base/error.h"
#include "orchestrator/market/validation.h"
#include "orchestrator/repository/series_lookup.h"

namespace orchestrator {

ArrowRepository::ArrowRepository(CandleStore store, std::string exchange, std::string market)
    : store_(std::move(store)), exchange_(std::move(exchange)), market_(std::move(market)) {
  require_folder_name(exchange_, "exchange");
  require_folder_name(market_, "market");
}

std::vector<Interval> ArrowRepository::stored_intervals(const std::string& symbol) const {
  std::vector<Interval> out;
  for (const auto& id : store_.list(exchange_, market_, symbol)) {
    if (id.kind == SeriesKind::kCandles) out.push_back(id.interval);
  }
  return out;
}

std::optional<CandleSeries> ArrowRepository::load(const std::string& symbol, Interval interval, TimeRange range,
                                                  Warnings& /*warnings*/) const {
  return load_series(SeriesId::candles(exchange_, market_, symbol, interval), range);
}

FundingSeries ArrowRepository::load_funding(const std::string& symbol, TimeRange range) const {
  const auto id = SeriesId::funding(exchange_, market_, symbol);
  if (!store_.contains(id)) return {};
  return funding_of(store_.read(id), range);
}

std::optional<CandleSeries> ArrowRepository::load_mark(const std::string& symbol, TimeRange range) const {
  for (const auto& id : store_.list(exchange_, market_, symbol)) {
    if (id.kind == SeriesKind::kMark) return load_series(id, range);
  }
  return std::nullopt;
}

std::vector<std::string> ArrowRepository::symbols() const {
  std::vector<std::string> out;
  for (const auto& id : store_.list(exchange_, market_)) {
    if (id.kind != SeriesKind::kFunding && (out.empty() || out.back() != id.symbol)) out.push_back(id.symbol);
  }
  return out;
}

std::string ArrowRepository::stored_elsewhere(const std::string& symbol) const { return stored_of_symbol(store_, exchange_, symbol); }

std::string ArrowRepository::describe() const { return "candle store " + store_.root().string() + " (" + exchange_ + "/" + market_ + ")"; }

std::optional<CandleSeries> ArrowRepository::load_series(const SeriesId& id, TimeRange range) const {
  if (!store_.contains(id)) return std::nullopt;
  const StoredSeries stored = store_.read(id);
  // Only the rows asked for are validated, so that a month out of ten years does not read ten years from the disk.
  CandleSeries series = stored.candles().within(range);
  try {
    require_valid(series, id.symbol, id.interval);
  } catch (const Error& error) {
    throw data_error(error.code(), error.message(), stored.file.string(),
                     "`orchestrator candles verify " + id.symbol + "` lists every problem");
  }
  return series;
}

}  // namespace orchestrator
