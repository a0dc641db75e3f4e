#include "bare_loop.h"

namespace orchestrator::benchmarks {

void run_bare_loop(const CandleSpan& candles, double cash, double* equity, BareRun& run) {
  constexpr double kFast = 2.0 / (9 + 1);
  constexpr double kSlow = 2.0 / (21 + 1);
  constexpr double kFee = 0.001;
  const std::size_t n = candles.size();
  const double *open = candles.open.data(), *high = candles.high.data(), *low = candles.low.data(), *close = candles.close.data();
  double fast = close[0], slow = close[0];
  bool above = false, pending = false, in_position = false;
  double quantity = 0, take = 0, stop = 0, entry = 0, before = 0, signal_close = 0, equity_before = cash;
  std::uint32_t entry_bar = 0;
  run.trades.clear();
  for (std::size_t i = 0; i < n; ++i) {
    bool check = in_position;
    if (pending) {
      pending = false;
      take = signal_close * 1.02;
      stop = signal_close * 0.99;
      // A proposal is refused while the trade before it is open, also in the candle that ends it.
      if (!in_position && open[i] < take && open[i] > stop) {
        entry = open[i];
        before = cash;
        quantity = 0.1 * equity_before / entry;
        cash -= quantity * entry * (1 + kFee);
        in_position = check = true;
        entry_bar = static_cast<std::uint32_t>(i);
      }
    }
    if (check) {
      double price = 0;
      if (i > entry_bar && open[i] <= stop)
        price = open[i];
      else if (i > entry_bar && open[i] >= take)
        price = open[i];
      else if (low[i] <= stop)
        price = stop;
      else if (high[i] >= take)
        price = take;
      if (price != 0) {
        cash += quantity * price * (1 - kFee);
        run.trades.push_back({entry_bar, static_cast<std::uint32_t>(i), entry, price, quantity, cash - before});
        quantity = 0;
        in_position = false;
      }
    }
    equity[i] = equity_before = cash + quantity * close[i];
    if (i > 0) {
      fast = fast * (1 - kFast) + close[i] * kFast;
      slow = slow * (1 - kSlow) + close[i] * kSlow;
    }
    const bool now_above = fast > slow;
    if (i >= 21 && now_above && !above && !in_position) {
      pending = true;
      signal_close = close[i];
    }
    above = now_above;
  }
  run.final_equity = equity[n - 1];
}

}  // namespace orchestrator::benchmarks
