#include "orchestrator/portfolio/equity_curve.h"

#include <algorithm>
#include <new>

#include "orchestrator/base/huge_pages.h"
#include "orchestrator/base/stream_out.h"
#include "orchestrator/base/wide_loop.h"

namespace orchestrator {

ORCHESTRATOR_WIDE_LOOP
CurveBlock summarise_block(std::span<const double> values) {
  constexpr std::size_t kLanes = 8;  // independent, so that it vectorises
  double low[kLanes], high[kLanes], sum[kLanes] = {};
  std::fill(low, low + kLanes, values[0]);
  std::fill(high, high + kLanes, values[0]);
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    for (std::size_t j = 0; j < kLanes; ++j) {
      const double value = values[i + j];
      low[j] = value < low[j] ? value : low[j];
      high[j] = value > high[j] ? value : high[j];
      sum[j] += value;
    }
  }
  for (; i < values.size(); ++i) {
    low[0] = std::min(low[0], values[i]);
    high[0] = std::max(high[0], values[i]);
    sum[0] += values[i];
  }
  double total = 0;
  for (const double lane : sum) total += lane;
  return {*std::min_element(low, low + kLanes), *std::max_element(high, high + kLanes), total};
}

std::vector<CurveBlock> summarise_blocks(std::span<const double> values) {
  std::vector<CurveBlock> blocks;
  blocks.reserve((values.size() + kCurveBlock - 1) / kCurveBlock);
  for (std::size_t begin = 0; begin < values.size(); begin += kCurveBlock) {
    blocks.push_back(summarise_block(values.subspan(begin, std::min(kCurveBlock, values.size() - begin))));
  }
  return blocks;
}

EquityCurve::EquityCurve(std::size_t steps) : size_(steps), blocks_((steps + kCurveBlock - 1) / kCurveBlock) {
  if (steps == 0) return;
  // Aligned, so that its pages can be huge from the start.
  constexpr std::size_t kHugePage = std::size_t{2} << 20;
  constexpr std::size_t kCacheLine = 64;
  const std::size_t alignment = steps * sizeof(double) >= kHugePage ? kHugePage : kCacheLine;
  const std::size_t bytes = (steps * sizeof(double) + alignment - 1) / alignment * alignment;
  values_.reset(static_cast<double*>(std::aligned_alloc(alignment, bytes)));
  if (!values_) throw std::bad_alloc();
  prefer_huge_pages(values_.get(), bytes);
}

void EquityCurve::write(std::size_t begin, std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); i += kCurveBlock) {
    blocks_[(begin + i) / kCurveBlock] = summarise_block(values.subspan(i, std::min(kCurveBlock, values.size() - i)));
  }
  stream_out(values_.get() + begin, values.data(), values.size());
  finish_streams();
}

void EquityCurve::set_last(double value) {
  if (size_ == 0) return;
  values_[size_ - 1] = value;
  const std::size_t begin = (size_ - 1) / kCurveBlock * kCurveBlock;
  blocks_.back() = summarise_block(values().subspan(begin));
}

}  // namespace orchestrator
