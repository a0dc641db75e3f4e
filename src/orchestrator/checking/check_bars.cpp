#include "orchestrator/checking/check_bars.h"

#include <algorithm>
#include <limits>

#include "orchestrator/base/random.h"

namespace orchestrator {
namespace {

/// Candles of nothing behind a cut: more than a strategy that steps over the end is likely to jump.
constexpr std::size_t kNothing = 64;
constexpr double kFirstJump = 0.1;
constexpr double kStep = 0.02;  ///< largest step of the walk a bar

/// Uniform in [0, 1).
double chance(std::uint64_t cut, std::uint64_t symbol, std::uint64_t bar, std::uint64_t purpose) {
  const std::uint64_t hash = mix64(mix64(mix64(mix64(cut + 1) ^ (symbol + 1)) ^ (bar + 1)) ^ (purpose + 1));
  return static_cast<double>(hash >> 11) * 0x1.0p-53;
}

CandleColumns copy_of(const CandleSpan& bars, std::size_t count) {
  CandleColumns copy;
  copy.reserve(count + kNothing);
  const auto fill = [count](auto& column, const auto& values) {
    column.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
  };
  fill(copy.open_time, bars.open_time);
  fill(copy.open, bars.open);
  fill(copy.high, bars.high);
  fill(copy.low, bars.low);
  fill(copy.close, bars.close);
  fill(copy.volume, bars.volume);
  return copy;
}

void append_nothing(CandleColumns& columns) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < kNothing; ++i) columns.push_back({0, kNan, kNan, kNan, kNan, kNan});
}

void change(CandleColumns& columns, std::size_t last, std::size_t symbol) {
  double factor = chance(last, symbol, last, 0) < 0.5 ? 1 - kFirstJump : 1 + kFirstJump;
  for (std::size_t i = last + 1; i < columns.size(); ++i) {
    for (auto* column : {&columns.open, &columns.high, &columns.low, &columns.close}) (*column)[i] *= factor;
    columns.volume[i] *= 0.5 + chance(last, symbol, i, 1);
    factor = std::clamp(factor * (1 + kStep * (2 * chance(last, symbol, i, 2) - 1)), 0.2, 5.0);
  }
}

CheckBars owning(const CheckBars& like, std::vector<CandleColumns> columns, std::size_t count) {
  const auto owned = std::make_shared<const std::vector<CandleColumns>>(std::move(columns));
  CheckBars bars{like.symbols, {}, like.first_decision, owned};
  for (const CandleColumns& one : *owned) bars.bars.push_back(one.view().subspan(0, count));
  return bars;
}

}  // namespace

CheckBars part_of(const CheckBars& whole, std::size_t first, std::size_t end, std::size_t first_decision) {
  CheckBars part{whole.symbols, {}, first_decision - first, whole.owner};
  for (const CandleSpan& bars : whole.bars) part.bars.push_back(bars.subspan(first, end - first));
  return part;
}

CheckBars cut_after(const CheckBars& whole, std::size_t last) {
  std::vector<CandleColumns> columns;
  for (const CandleSpan& bars : whole.bars) {
    columns.push_back(copy_of(bars, last + 1));
    append_nothing(columns.back());
  }
  return owning(whole, std::move(columns), last + 1);
}

CheckBars changed_after(const CheckBars& whole, std::size_t last) {
  std::vector<CandleColumns> columns;
  for (std::size_t symbol = 0; symbol < whole.bars.size(); ++symbol) {
    columns.push_back(copy_of(whole.bars[symbol], whole.size()));
    change(columns.back(), last, symbol);
  }
  return owning(whole, std::move(columns), whole.size());
}

}  // namespace orchestrator
