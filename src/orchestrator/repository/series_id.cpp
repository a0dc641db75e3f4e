#include "orchestrator/repository/series_id.h"

#include <algorithm>

#include "orchestrator/base/error.h"
#include "orchestrator/market/symbol.h"

namespace orchestrator {
namespace {

constexpr std::string_view kExtension = ".arrow";
constexpr std::string_view kMarkPrefix = "mark_";
constexpr std::string_view kFundingName = "funding_rate";

}  // namespace

std::string SeriesId::file_name() const {
  switch (kind) {
    case SeriesKind::kCandles:
      return std::string(interval.name()).append(kExtension);
    case SeriesKind::kMark:
      return std::string(kMarkPrefix).append(interval.name()).append(kExtension);
    case SeriesKind::kFunding:
      break;
  }
  return std::string(kFundingName).append(kExtension);
}

std::filesystem::path SeriesId::relative_path() const {
  require_folder_name(exchange, "exchange");
  require_folder_name(market, "market");
  if (canonical_symbol(symbol) != symbol) {
    throw configuration_error("bad_symbol", "'" + symbol + "' is not the canonical name of a symbol");
  }
  return std::filesystem::path(exchange) / market / symbol / file_name();
}

std::string SeriesId::label() const {
  switch (kind) {
    case SeriesKind::kCandles:
      return symbol + " " + std::string(interval.name());
    case SeriesKind::kMark:
      return symbol + " mark " + std::string(interval.name());
    case SeriesKind::kFunding:
      break;
  }
  return symbol + " " + std::string(kFundingName);
}

SeriesId SeriesId::candles(std::string exchange, std::string market, std::string symbol, Interval interval) {
  return {std::move(exchange), std::move(market), std::move(symbol), SeriesKind::kCandles, interval};
}

SeriesId SeriesId::mark(std::string exchange, std::string market, std::string symbol, Interval interval) {
  return {std::move(exchange), std::move(market), std::move(symbol), SeriesKind::kMark, interval};
}

SeriesId SeriesId::funding(std::string exchange, std::string market, std::string symbol) {
  return {std::move(exchange), std::move(market), std::move(symbol), SeriesKind::kFunding, Interval()};
}

std::optional<SeriesId> series_of_file_name(std::string_view name) {
  if (!name.ends_with(kExtension)) return std::nullopt;
  name.remove_suffix(kExtension.size());
  SeriesId id;
  if (name == kFundingName) {
    id.kind = SeriesKind::kFunding;
    return id;
  }
  if (name.starts_with(kMarkPrefix)) {
    id.kind = SeriesKind::kMark;
    name.remove_prefix(kMarkPrefix.size());
  }
  const auto interval = Interval::parse(name);
  if (!interval) return std::nullopt;
  id.interval = *interval;
  return id;
}

void require_folder_name(std::string_view text, std::string_view what) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  if (!text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), plain)) return;
  throw configuration_error("bad_" + std::string(what), "'" + std::string(text) + "' is not a name of an " + std::string(what), "",
                            "lower-case letters, digits, _ and -; for example binance, spot, um, cm");
}

}  // namespace orchestrator
