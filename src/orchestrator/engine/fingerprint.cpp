#include "orchestrator/engine/fingerprint.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <memory>

namespace orchestrator {
namespace {

class Hasher {
 public:
  Hasher() : state_(XXH3_createState(), &XXH3_freeState) { XXH3_128bits_reset(state_.get()); }

  void add(const void* data, std::size_t bytes) { XXH3_128bits_update(state_.get(), data, bytes); }
  /// Length first, so that neighbours cannot run into each other.
  void add(std::string_view text) {
    add_number(text.size());
    add(text.data(), text.size());
  }
  void add_number(std::uint64_t number) { add(&number, sizeof number); }
  template <typename T>
  void add(std::span<const T> column) {
    add_number(column.size());
    add(column.data(), column.size_bytes());
  }
  void add(const CandleSeries& series) {
    add(series.interval.name());
    add(series.open_time);
    for (const auto& column : {series.open, series.high, series.low, series.close, series.volume}) add(column);
  }
  std::string digest() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
  }

 private:
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state_;
};

/// Whether all detail rows are among the decision rows. Both come from one repository, so equal interval and times mean equal candles; where they lie in
/// memory says nothing (a store maps them twice).
bool covered_by(const CandleSeries& detail, const CandleSeries& decision) {
  if (detail.interval != decision.interval) return false;
  if (detail.size() == 0) return true;
  const std::size_t first = decision.lower_bound(detail.open_time.front());
  const std::size_t last = first + detail.size() - 1;
  return last < decision.size() && decision.open_time[first] == detail.open_time.front() &&
         decision.open_time[last] == detail.open_time.back();
}

}  // namespace

std::string fingerprint(const MarketData& data) {
  Hasher hasher;
  for (const SymbolData& symbol : data.symbols) {
    hasher.add(std::string_view(symbol.name));
    hasher.add(symbol.decision);
    hasher.add(data.detail_interval.name());
    hasher.add_number(symbol.detail.size());
    if (symbol.detail.size() > 0) hasher.add_number(static_cast<std::uint64_t>(symbol.detail.open_time.front()));
    // Of one store and interval the detail rows are those just hashed.
    if (!covered_by(symbol.detail, symbol.decision)) hasher.add(symbol.detail);
    hasher.add(std::span<const TimeMs>(symbol.funding.time));
    hasher.add(std::span<const double>(symbol.funding.rate));
    if (symbol.mark) hasher.add(*symbol.mark);
  }
  return hasher.digest();
}

}  // namespace orchestrator
