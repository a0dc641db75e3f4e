#include "candles_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "orchestrator/base/error.h"
#include "orchestrator/market/symbol.h"
#include "orchestrator/repository/series_lookup.h"

using namespace orchestrator;

CandleStore CandlesOptions::store() const { return CandleStore(candle_store_root(root)); }

std::string CandlesOptions::market_of(std::string_view symbol_name) const {
  if (!market.empty()) return market;
  const std::string told = market_of_symbol(symbol_name);
  return told.empty() ? "spot" : told;
}

void add_candles_options(CLI::App& command, CandlesOptions& options) {
  command.add_option("--root", options.root, "Folder of the candle store (default: $ORCHESTRATOR_DATA, else ./data)");
  command.add_option("--exchange", options.exchange, "Exchange")->capture_default_str();
  command.add_option("--market", options.market, "Market: spot, um (USD-margined) or cm (coin-margined perpetuals)")
      ->check(CLI::IsMember({"spot", "um", "cm"}));
  command.add_flag("--quiet,-q", options.quiet, "No progress and no remarks on stderr");
  command.add_flag("--json", options.json, "Report as one JSON document");
}

Interval interval_of(std::string_view text, std::string_view where) {
  if (const auto interval = Interval::parse(text)) return *interval;
  std::string names;
  for (std::size_t i = 0; i < Interval::count(); ++i) names.append(i ? ", " : "").append(Interval::at(i).name());
  throw configuration_error("bad_interval", fmt::format("'{}' is not an interval", text), std::string(where), "one of " + names);
}

TimeRange range_of(const std::string& since, const std::string& until) {
  const auto read = [](const std::string& text, const char* where) {
    const auto time = parse_time(text);
    const bool digits = std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (time && digits && *time > 0 && *time < 100'000'000'000) {  // a day before 1974: seconds, or a date without its dashes
      throw configuration_error("bad_time", fmt::format("'{}' would be {} in milliseconds", text, format_time(*time)), where,
                                "write 2024-01-31, 2024-01-31T12:00Z or milliseconds since 1970");
    }
    if (time) return *time;
    throw configuration_error("bad_time", fmt::format("'{}' is not a time", text), where,
                              "write 2024-01-31, 2024-01-31T12:00Z or milliseconds");
  };
  TimeRange range;
  if (!since.empty()) range.begin = read(since, "--since");
  if (!until.empty()) range.end = read(until, "--until");
  return range;
}

SeriesId SeriesChoice::id(const CandlesOptions& options) const {
  const std::string canonical = canonical_symbol(symbol);
  const std::string market = options.market_of(symbol);
  if (funding) return SeriesId::funding(options.exchange, market, canonical);
  if (interval.empty()) {
    const std::string stored = stored_of_symbol(options.store(), options.exchange, canonical);
    throw configuration_error("missing_option", "which interval?", "--interval",
                              stored.empty() ? "for example --interval 1h" : fmt::format("stored of {}: {}", canonical, stored));
  }
  const Interval every = interval_of(interval, "--interval");
  return mark ? SeriesId::mark(options.exchange, market, canonical, every) : SeriesId::candles(options.exchange, market, canonical, every);
}

void add_series_choice(CLI::App& command, SeriesChoice& choice) {
  command.add_option("symbol", choice.symbol, "Symbol: BTCUSDT, BTC/USDT or BTC/USDT:USDT")->required();
  command.add_option("--interval", choice.interval, "Interval of the candles: 1m, 5m, 1h, …");
  auto* mark = command.add_flag("--mark", choice.mark, "The mark-price candles");
  command.add_flag("--funding", choice.funding, "The funding rates")->excludes(mark);
}
