#include "orchestrator/market/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <thread>

#include "orchestrator/base/error.h"
#include "orchestrator/base/parallel_for.h"
#include "orchestrator/base/wide_loop.h"

namespace orchestrator {
namespace {

std::string place(const std::string& symbol, Interval interval, std::size_t row) {
  return fmt::format("{} {} row {}", symbol, interval.name(), row);
}

[[noreturn]] void throw_invalid(const Candle& c, const std::string& symbol, Interval interval, std::size_t row) {
  throw data_error("invalid_candle",
                   fmt::format("invalid candle at {}: open {}, high {}, low {}, close {}, volume {}", format_time(c.open_time), c.open,
                               c.high, c.low, c.close, c.volume),
                   place(symbol, interval, row), "prices must be finite and > 0, low <= open and close <= high, volume >= 0");
}

/// Row of the first invalid candle in [begin, end); `end` when all are valid.
ORCHESTRATOR_WIDE_LOOP
std::size_t first_invalid(const CandleSpan& candles, std::size_t begin, std::size_t end) {
  constexpr std::size_t kBlock = 1024;
  for (std::size_t block = begin; block < end; block += kBlock) {
    const std::size_t block_end = std::min(block + kBlock, end);
    int good = 1;
    for (std::size_t i = block; i < block_end; ++i) good &= valid_values(candles, i);
    if (good) continue;
    for (std::size_t i = block; i < block_end; ++i) {
      if (!valid_values(candles, i)) return i;
    }
  }
  return end;
}

/// The same over a whole series. A long one is read by several threads: from a mapped file this is where its pages are met first.
std::size_t first_invalid(const CandleSpan& candles) {
  constexpr std::size_t kPart = std::size_t{1} << 17;
  const std::size_t parts = (candles.size() + kPart - 1) / kPart;
  std::vector<std::size_t> first(parts);
  parallel_for(parts, std::thread::hardware_concurrency(), [&](std::size_t part) {
    const std::size_t end = std::min((part + 1) * kPart, candles.size());
    const std::size_t row = first_invalid(candles, part * kPart, end);
    first[part] = row < end ? row : candles.size();
  });
  return parts == 0 ? 0 : *std::min_element(first.begin(), first.end());
}

std::size_t first_out_of_order(std::span<const TimeMs> time) {
  for (std::size_t i = 1; i < time.size(); ++i) {
    if (time[i] <= time[i - 1]) return i;
  }
  return time.size();
}

/// True for a series without gaps, which needs no look at each row: one distance, one aligned start and both ends say it all.
ORCHESTRATOR_WIDE_LOOP
bool steady_and_aligned(std::span<const TimeMs> time, Interval interval) {
  if (time.empty()) return true;
  if (!in_calendar(time.front()) || !in_calendar(time.back()) || !interval.aligned(time.front())) return false;
  const auto step = static_cast<std::uint64_t>(interval.ms());
  std::uint64_t differing = 0;  // branch-free so that the compiler vectorises; unsigned so that no time overflows
  for (std::size_t i = 1; i < time.size(); ++i)
    differing |= (static_cast<std::uint64_t>(time[i]) - static_cast<std::uint64_t>(time[i - 1])) ^ step;
  return differing == 0;
}

void require_order_and_alignment(const CandleSpan& candles, const std::string& symbol, Interval interval) {
  if (steady_and_aligned(candles.open_time, interval)) return;
  if (const std::size_t row = first_out_of_order(candles.open_time); row < candles.size()) {
    const bool duplicate = candles.open_time[row] == candles.open_time[row - 1];
    throw data_error(duplicate ? "duplicate_candle" : "unsorted_candles",
                     fmt::format("{} open_time {}", duplicate ? "duplicate" : "decreasing", format_time(candles.open_time[row])),
                     place(symbol, interval, row));
  }
  if (candles.size() == 0) return;
  for (const std::size_t i : {std::size_t{0}, candles.size() - 1}) {  // all others lie between these
    if (in_calendar(candles.open_time[i])) continue;
    throw data_error("time_out_of_range", fmt::format("open_time {} is in no year from 1 to 9999", format_time(candles.open_time[i])),
                     place(symbol, interval, i), "open_time is in milliseconds since 1970");
  }
  for (std::size_t i = 0; i < candles.size(); ++i) {
    if (!interval.aligned(candles.open_time[i])) {
      throw data_error("misaligned_candle",
                       fmt::format("open_time {} is not a multiple of {}", format_time(candles.open_time[i]), interval.name()),
                       place(symbol, interval, i));
    }
  }
}

template <typename T>
void permute(std::vector<T>& column, const std::vector<std::size_t>& order) {
  std::vector<T> sorted(column.size());
  for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = column[order[i]];
  column = std::move(sorted);
}

}  // namespace

void require_valid(const CandleSpan& candles, const std::string& symbol, Interval interval) {
  if (const std::size_t row = first_invalid(candles); row < candles.size()) throw_invalid(candles.at(row), symbol, interval, row);
  require_order_and_alignment(candles, symbol, interval);
}

void sort_and_require_valid(CandleColumns& columns, const std::string& symbol, Interval interval, Warnings& warnings) {
  const CandleSpan input = columns.view();
  if (const std::size_t row = first_invalid(input); row < input.size()) throw_invalid(input.at(row), symbol, interval, row);
  if (!std::is_sorted(columns.open_time.begin(), columns.open_time.end())) {
    std::vector<std::size_t> order(columns.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return columns.open_time[a] < columns.open_time[b]; });
    permute(columns.open_time, order);
    for (auto* column : {&columns.open, &columns.high, &columns.low, &columns.close, &columns.volume}) permute(*column, order);
    warnings.push_back(
        {"unsorted", fmt::format("{} {} candles were not sorted by open_time; they were sorted", symbol, interval.name()), symbol, 0});
  }
  require_order_and_alignment(columns.view(), symbol, interval);
}

GapCount count_gaps(const CandleSpan& candles, Interval interval) {
  GapCount count;
  if (candles.size() < 2 || candles.has_no_holes(interval.ms())) return count;
  for (std::size_t i = 1; i < candles.size(); ++i) {
    const TimeMs step = candles.open_time[i] - candles.open_time[i - 1];
    if (step <= interval.ms()) continue;
    ++count.gaps;
    count.missing_bars += static_cast<std::size_t>(step / interval.ms() - 1);
  }
  return count;
}

}  // namespace orchestrator
