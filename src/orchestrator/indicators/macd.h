// Moving average convergence divergence: the distance of two EMAs, and an EMA of that.
#pragma once

#include "orchestrator/indicators/ema.h"
#include "orchestrator/indicators/undefined.h"

namespace orchestrator {

/// `macd`, `macd_signal` and `macd_histogram`. The signal starts with the first defined macd.
class Macd final : public Indicator {
 public:
  enum class Part { kLine, kSignal, kHistogram };

  Macd(Part part, std::size_t fast, std::size_t slow, std::size_t signal) : part_(part), fast_(fast), slow_(slow), signal_(signal) {}

  void update(const CandleSpan& bars, std::span<double> out) override {
    for (std::size_t i = 0; i < bars.size(); ++i) out[i] = next(bars.close[i]);
  }

 private:
  double next(double close) {
    const double fast = fast_.push(close);
    const double line = fast - slow_.push(close);
    if (!slow_.defined()) return kUndefined;
    if (part_ == Part::kLine) return line;
    const double signal = signal_.push(line);
    if (!signal_.defined()) return kUndefined;
    return part_ == Part::kSignal ? signal : line - signal;
  }

  Part part_;
  EmaState fast_, slow_, signal_;
};

}  // namespace orchestrator
