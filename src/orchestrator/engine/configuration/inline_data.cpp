#include "orchestrator/engine/configuration/inline_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "orchestrator/base/error.h"
#include "orchestrator/base/nearest_name.h"
#include "orchestrator/engine/configuration/json_values.h"
#include "orchestrator/engine/configuration/symbol_names.h"
#include "orchestrator/market/validation.h"

namespace orchestrator::configuration {
namespace {

/// Renames a section's symbols; two spellings of one symbol are an error.
template <typename Columns>
void canonicalise(ByName<Columns>& section, const std::string& path) {
  std::vector<std::string> seen;
  for (auto& [name, columns] : section) {
    const std::string place = path_to(path, name);
    name = symbol_at(name, place);
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
      throw configuration_error("duplicate_symbol", fmt::format("{} is there twice", name), place, "name each symbol once");
    }
    seen.push_back(name);
  }
}

/// A time that was written in another unit than milliseconds.
std::string unit_hint(const CandleColumns& columns) {
  constexpr TimeMs kYear1973Ms = 100000000000, kYear5138Ms = 100000000000000;
  const auto in = [&](TimeMs low, TimeMs high) {
    return !columns.open_time.empty() && columns.open_time.front() >= low && columns.open_time.front() < high;
  };
  if (in(100000000, kYear1973Ms)) return "open_time looks like seconds: milliseconds are wanted";
  return in(kYear5138Ms, std::numeric_limits<TimeMs>::max()) ? "open_time looks like microseconds: milliseconds are wanted" : "";
}

CandleSeries to_series(std::string symbol, Interval interval, CandleColumns columns, const std::string& path, Warnings& warnings) {
  try {
    sort_and_require_valid(columns, symbol, interval, warnings);
  } catch (const Error& error) {
    const bool about_time = error.code() == "misaligned_candle" || error.code() == "time_out_of_range";
    const std::string hint = about_time ? unit_hint(columns) : "";
    throw data_error(error.code(), fmt::format("{}: {}", error.where(), error.message()), path, hint.empty() ? error.hint() : hint);
  }
  return make_series(std::move(symbol), interval, std::move(columns));
}

std::vector<CandleSeries> to_all_series(ByName<CandleColumns>&& section, Interval interval, const std::string& path, Warnings& warnings) {
  std::vector<CandleSeries> all;
  for (auto& [symbol, columns] : section) all.push_back(to_series(symbol, interval, std::move(columns), path_to(path, symbol), warnings));
  return all;
}

/// Times rounded down to the minute (exchanges jitter by milliseconds), in order, each once.
FundingSeries to_funding(const std::string& symbol, const FundingSeries& rows, const std::string& path) {
  std::vector<std::size_t> order(rows.time.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rows.time[a] < rows.time[b]; });
  FundingSeries series;
  for (const std::size_t row : order) {
    const TimeMs time = floor_to(rows.time[row], kMinuteMs);
    if (!std::isfinite(rows.rate[row]) || std::fabs(rows.rate[row]) >= 1) {
      throw data_error("invalid_funding", fmt::format("funding rate {} of {} at {}", rows.rate[row], symbol, format_time(time)),
                       fmt::format("{}/{}", path, row), "a rate is a fraction between -1 and 1");
    }
    if (!series.time.empty() && series.time.back() == time) {
      throw data_error("duplicate_funding", fmt::format("two funding rates of {} at {}", symbol, format_time(time)),
                       fmt::format("{}/{}", path, row));
    }
    series.time.push_back(time);
    series.rate.push_back(rows.rate[row]);
  }
  return series;
}

void take_symbols(const InlineRows& rows, RunConfiguration& config) {
  std::vector<std::string> names;
  for (const auto& [name, columns] : rows.main) names.push_back(name);
  if (config.symbols.empty()) config.symbols = names;
  // A symbol that has detail candles only is decided on what they are resampled to.
  for (const auto& [name, columns] : rows.detailed) names.push_back(name);
  for (const std::string& symbol : config.symbols) {
    if (std::find(names.begin(), names.end(), symbol) != names.end()) continue;
    throw data_error("series_not_found", fmt::format("ohlcv_data has no candles of {}", symbol), path_to("/ohlcv_data/main", symbol),
                     name_hint(symbol, names));
  }
}

template <typename Columns>
void require_known(const ByName<Columns>& section, const RunConfiguration& config, const std::string& path) {
  for (const auto& [name, columns] : section) {
    if (std::find(config.symbols.begin(), config.symbols.end(), name) != config.symbols.end()) continue;
    throw configuration_error("unknown_symbol", fmt::format("{} is not among the run's symbols", name), path_to(path, name),
                              name_hint(name, config.symbols));
  }
}

void require_perp(const InlineRows& rows, const RunConfiguration& config) {
  if (config.market == Market::kPerp || (rows.funding.empty() && rows.mark.empty())) return;
  const char* section = rows.funding.empty() ? "mark" : "funding";
  throw configuration_error("conflict", fmt::format("'{}' rows mean nothing on SPOT", section), path_to("/ohlcv_data", section),
                            "set \"market\": \"PERP\", or leave them out");
}

}  // namespace

void read_inline_data(InlineRows rows, RunConfiguration& config) {
  canonicalise(rows.main, "/ohlcv_data/main");
  canonicalise(rows.detailed, "/ohlcv_data/detailed");
  canonicalise(rows.mark, "/ohlcv_data/mark");
  canonicalise(rows.funding, "/ohlcv_data/funding");
  take_symbols(rows, config);
  require_known(rows.detailed, config, "/ohlcv_data/detailed");
  require_known(rows.mark, config, "/ohlcv_data/mark");
  require_known(rows.funding, config, "/ohlcv_data/funding");
  require_perp(rows, config);

  const Interval detail = config.detail_interval.value_or(rows.detailed.empty() ? config.interval : config.interval.default_detail());
  InlineData data;
  data.main = to_all_series(std::move(rows.main), config.interval, "/ohlcv_data/main", config.warnings);
  data.detailed = to_all_series(std::move(rows.detailed), detail, "/ohlcv_data/detailed", config.warnings);
  data.mark = to_all_series(std::move(rows.mark), detail, "/ohlcv_data/mark", config.warnings);
  for (const auto& [symbol, series] : rows.funding) {
    data.funding.emplace(symbol, to_funding(symbol, series, path_to("/ohlcv_data/funding", symbol)));
  }
  config.inline_data = std::move(data);
}

}  // namespace orchestrator::configuration
