#include "orchestrator/repository/series_lookup.h"

#include <fmt/format.h>

#include <algorithm>

#include "orchestrator/base/nearest_name.h"
#include "orchestrator/market/resampling.h"
#include "orchestrator/market/validation.h"

namespace orchestrator {
namespace {

/// `1m`, `mark 1m`, `funding rates`, as a sentence needs it.
std::string described(const SeriesId& id) {
  if (id.kind == SeriesKind::kFunding) return "funding rates";
  return fmt::format("{} {}", id.interval.name(), id.kind == SeriesKind::kMark ? "mark-price candles" : "candles");
}

/// The part of a label after the symbol: `1m`, `mark 1m`, `funding_rate`.
std::string short_label(const SeriesId& id) { return id.label().substr(id.symbol.size() + 1); }

/// A series in memory that is read like a stored one.
StoredSeries as_stored(StoredSeries source, const SeriesId& id, CandleColumns candles) {
  auto owner = std::make_shared<const CandleColumns>(std::move(candles));
  source.id = id;
  source.metadata["interval"] = std::string(id.interval.name());
  source.time = owner->open_time;
  source.values = {owner->open, owner->high, owner->low, owner->close, owner->volume};
  source.owner = std::move(owner);
  return source;
}

}  // namespace

std::optional<SeriesId> nearest_finer(const CandleStore& store, const SeriesId& wanted) {
  std::optional<SeriesId> nearest;
  if (wanted.kind == SeriesKind::kFunding) return nearest;
  for (const SeriesId& id : store.list(wanted.exchange, wanted.market, wanted.symbol)) {
    if (id.kind != wanted.kind || id.interval >= wanted.interval || !wanted.interval.divisible_by(id.interval)) continue;
    if (!nearest || nearest->interval < id.interval) nearest = id;
  }
  return nearest;
}

LookedUpSeries read_or_resample(const CandleStore& store, const SeriesId& wanted) {
  if (store.contains(wanted)) return {store.read(wanted), std::nullopt};
  const auto finer = nearest_finer(store, wanted);
  if (!finer) throw missing_series(store, wanted);
  StoredSeries source = store.read(*finer);
  const CandleSeries candles = source.candles();
  require_valid(candles, finer->symbol, finer->interval);
  return {as_stored(std::move(source), wanted, resample(candles, wanted.interval)), finer};
}

std::string stored_of_symbol(const CandleStore& store, const std::string& exchange, const std::string& symbol) {
  std::string text;
  for (const SeriesId& id : store.list()) {
    if (id.exchange != exchange || id.symbol != symbol) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", id.market, short_label(id));
  }
  return text;
}

std::string unknown_symbol_hint(const CandleStore& store, const std::string& symbol) {
  std::vector<std::string> known;
  for (const SeriesId& id : store.list()) {
    if (known.empty() || known.back() != id.symbol) known.push_back(id.symbol);
  }
  if (known.empty()) return "nothing is stored there yet: `orchestrator candles generate`, `import` and `fetch` fill it";
  const std::string near = nearest_name(symbol, known);
  return near.empty() ? "`orchestrator candles list` shows what is stored" : fmt::format("did you mean '{}'?", near);
}

Error missing_series(const CandleStore& store, const SeriesId& wanted) {
  const std::string stored = stored_of_symbol(store, wanted.exchange, wanted.symbol);
  const bool elsewhere = !stored.empty() && store.list(wanted.exchange, wanted.market, wanted.symbol).empty();
  return data_error("series_not_found",
                    fmt::format("no {} of {} in the candle store {} ({}/{})", described(wanted), wanted.symbol, store.root().string(),
                                wanted.exchange, wanted.market),
                    wanted.symbol,
                    stored.empty() ? unknown_symbol_hint(store, wanted.symbol)
                                   : fmt::format("stored of it: {}{}", stored, elsewhere ? " (--market chooses)" : ""));
}

}  // namespace orchestrator
