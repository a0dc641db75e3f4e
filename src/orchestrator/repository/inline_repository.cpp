#include "orchestrator/repository/inline_repository.h"

#include "orchestrator/market/validation.h"
#include "orchestrator/repository/funding.h"

namespace orchestrator {

InlineRepository::InlineRepository(std::vector<CandleSeries> main, std::vector<CandleSeries> detailed, std::vector<CandleSeries> mark,
                                   std::map<std::string, FundingSeries> funding) {
  add(candles_, std::move(main));
  add(candles_, std::move(detailed));
  add(marks_, std::move(mark));
  for (auto& [symbol, rates] : funding) {
    funding_.emplace(symbol, regular_funding(rates.time, rates.rate, "/ohlcv_data/funding/" + symbol));
  }
}

void InlineRepository::add(std::map<std::string, SeriesByInterval>& to, std::vector<CandleSeries> series) {
  for (auto& one : series) {
    require_valid(one, one.symbol, one.interval);
    auto& intervals = to[one.symbol];
    const Interval interval = one.interval;
    intervals.insert_or_assign(interval, std::move(one));
  }
}

std::vector<Interval> InlineRepository::stored_intervals(const std::string& symbol) const {
  std::vector<Interval> out;
  if (const auto found = candles_.find(symbol); found != candles_.end()) {
    for (const auto& [interval, series] : found->second) out.push_back(interval);
  }
  return out;
}

std::optional<CandleSeries> InlineRepository::load(const std::string& symbol, Interval interval, TimeRange range,
                                                   Warnings& /*warnings*/) const {
  const auto found = candles_.find(symbol);
  if (found == candles_.end()) return std::nullopt;
  const auto series = found->second.find(interval);
  if (series == found->second.end()) return std::nullopt;
  return series->second.within(range);
}

FundingSeries InlineRepository::load_funding(const std::string& symbol, TimeRange range) const {
  const auto found = funding_.find(symbol);
  return found == funding_.end() ? FundingSeries{} : funding_within(found->second, range);
}

std::optional<CandleSeries> InlineRepository::load_mark(const std::string& symbol, TimeRange range) const {
  const auto found = marks_.find(symbol);
  if (found == marks_.end() || found->second.empty()) return std::nullopt;
  return found->second.begin()->second.within(range);
}

std::vector<std::string> InlineRepository::symbols() const {
  std::vector<std::string> out;
  for (const auto& [symbol, intervals] : candles_) out.push_back(symbol);
  return out;
}

std::string InlineRepository::describe() const { return "candles of the configuration (ohlcv_data)"; }

}  // namespace orchestrator
