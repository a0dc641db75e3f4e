#include "orchestrator/portfolio/curve_marker.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "orchestrator/base/wide_loop.h"

namespace orchestrator {
namespace {

/// Steps that are marked together: they stay in the nearest cache while symbol after symbol is added.
constexpr std::size_t kChunk = 4 * kCurveBlock;

/// The change in force at `step`: the last with from <= step, if any; else the first.
template <typename Change>
std::size_t in_force_at(const GrowingArray<Change>& changes, std::size_t count, Step step) {
  std::size_t low = 0;
  std::size_t high = count;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (changes[middle].from <= step)
      low = middle + 1;
    else
      high = middle;
  }
  return low == 0 ? 0 : low - 1;
}

/// Calls `visit(change, begin, end)` for every change in force within [begin, end), with the part of the range in which it is.
template <typename Change, typename Visit>
void for_each_in_force(const GrowingArray<Change>& changes, Step begin, Step end, Visit&& visit) {
  const std::size_t count = changes.published();
  for (std::size_t i = in_force_at(changes, count, begin); i < count && changes[i].from < end; ++i) {
    const Step until = i + 1 == count ? end : std::min(changes[i + 1].from, end);
    visit(changes[i], std::max(changes[i].from, begin), until);
  }
}

ORCHESTRATOR_WIDE_LOOP
void add_scaled(double quantity, std::span<const double> closes, std::span<double> equity) {
  for (std::size_t i = 0; i < closes.size(); ++i) equity[i] += quantity * closes[i];
}

void add_values(const PositionValue& value, const OpenPosition& position, std::span<const double> closes, std::span<double> equity) {
  if (value.spot) return add_scaled(position.quantity, closes, equity);
  for (std::size_t i = 0; i < closes.size(); ++i) equity[i] += value(position, closes[i]);
}

}  // namespace

bool CurveMarker::mark_settled() {
  const std::size_t chunks = (curve_.size() + kChunk - 1) / kChunk;
  std::size_t chunk = next_chunk_.load();
  while (chunk < chunks) {
    if (history_.settled_until() < std::min((chunk + 1) * kChunk, curve_.size())) return false;
    if (next_chunk_.compare_exchange_weak(chunk, chunk + 1)) mark_chunk(chunk++);
  }
  return true;
}

void CurveMarker::follow(const std::atomic<bool>& stop) {
  // An execution of some milliseconds is followed closely, since a core that sleeps may wake up when all is done; a long one at leisure.
  constexpr std::chrono::milliseconds kClosely{20};
  constexpr std::chrono::microseconds kPause{200};
  const auto leisure = std::chrono::steady_clock::now() + kClosely;  // determinism: when a step is marked changes nothing of its value
  while (!mark_settled() && !stop.load()) {
    if (std::chrono::steady_clock::now() < leisure)  // determinism: as above
      std::this_thread::yield();
    else
      std::this_thread::sleep_for(kPause);
  }
}

void CurveMarker::mark_chunk(std::size_t chunk) const {
  const auto begin = static_cast<Step>(chunk * kChunk);
  const auto end = static_cast<Step>(std::min((chunk + 1) * kChunk, curve_.size()));
  double equity[kChunk];
  const auto part = [&](Step from, Step until) { return std::span<double>(equity + (from - begin), until - from); };
  for_each_in_force(history_.cash(), begin, end, [&](const auto& change, Step from, Step until) {
    const std::span<double> points = part(from, until);
    std::fill(points.begin(), points.end(), change.cash);
  });
  for (std::size_t symbol = 0; symbol < history_.symbol_count(); ++symbol) {
    for_each_in_force(history_.positions(symbol), begin, end, [&](const auto& change, Step from, Step until) {
      if (change.position.quantity != 0) add_symbol(symbol, change.position, from, part(from, until));
    });
  }
  curve_.write(begin, {equity, end - begin});
}

void CurveMarker::add_symbol(std::size_t symbol, const OpenPosition& position, Step begin, std::span<double> equity) const {
  const Track& track = timeline_.track(symbol);
  const std::span<const double> closes = track.candles().close;
  const PositionValue& value = values_[symbol];
  std::size_t next = track.candles_before(begin + 1);  // the newest candle at or before `begin` is next - 1
  if (!track.contiguous()) {
    double worth = value(position, closes[next - 1]);
    for (std::size_t i = 0; i < equity.size(); ++i) {
      if (next < closes.size() && track.step_of(next) == begin + i) worth = value(position, closes[next++]);
      equity[i] += worth;
    }
    return;
  }
  // Where the series ends inside the range, its last close stays the mark.
  const std::size_t first = next - 1;
  const std::size_t own = track.step_of(first) == begin ? std::min(equity.size(), closes.size() - first) : 0;
  add_values(value, position, closes.subspan(first, own), equity.first(own));
  const double last = value(position, closes.back());
  for (double& point : equity.subspan(own)) point += last;
}

}  // namespace orchestrator
