// PeakEMAReversalStrategy against a scan of the whole window, written rule by rule from docs/strategies.md, on random candles with
// peaks planted among them.
#include <gtest/gtest.h>

#include <optional>

#include "orchestrator/strategies/peak_ema_reversal_strategy.h"
#include "support/random_candles.h"
#include "support/random_seed.h"
#include "support/strategy_run.h"

namespace orchestrator {
namespace {

struct Rule {
  std::size_t recent = 7, total = 200;
  double buffer = 0.1, factor = 1.2;
};
struct Buy {
  std::size_t bar;
  double price;
  int period;
};

std::vector<double> ema(const std::vector<double>& close, int n) {
  const double a = 2.0 / (n + 1);
  std::vector<double> out{close[0]};
  for (std::size_t i = 1; i < close.size(); ++i) out.push_back(out.back() * (1 - a) + close[i] * a);
  std::fill_n(out.begin(), n - 1, NAN);
  return out;
}

class Scan {
 public:
  Scan(const CandleColumns& columns, const Rule& rule)
      : c_(columns), rule_(rule), ema15_(ema(columns.close, 15)), ema33_(ema(columns.close, 33)) {}

  std::optional<Buy> at(std::size_t bar) const {
    const std::size_t W = rule_.total, first = bar + 1 - W;  // window index k is bar first + k
    const auto highest = [&](std::size_t from, std::size_t to) {
      double best = 0;
      for (std::size_t k = from; k < to; ++k) best = std::max(best, c_.high[first + k]);
      return best;
    };
    // 2
    const double top = highest(0, W);
    std::vector<std::size_t> peaks;
    for (std::size_t k = 0; k < W; ++k) {
      if (c_.high[first + k] == top) peaks.push_back(k);
    }
    if (peaks.size() != 1 || peaks[0] < W - rule_.recent) return {};
    const std::size_t p = peaks[0];
    if (!(c_.high[first + p] >= rule_.factor * ema15_[first + p])) return {};
    // 3
    const std::size_t split = W - rule_.recent - 1;
    bool above = false;
    for (std::size_t k = split; k < W; ++k) above = above || c_.close[first + k] > highest(0, split);
    if (!above) return {};
    // 4
    const double prior = highest(0, p - 1);
    if (!(c_.close[first + p] > prior || c_.close[first + p - 1] > prior)) return {};
    // 5
    if (p == W - 1) return {};
    int rising = 0;
    for (std::size_t k = p + 1; k <= std::min(p + 7, W - 1); ++k) {
      const std::size_t j = first + k;
      const bool rises = c_.high[j] > c_.high[j - 1] || c_.close[j] > c_.open[j] || c_.high[j] > (1 + rule_.buffer) * c_.open[j];
      rising += rises ? 1 : 0;
    }
    if (rising > 1) return {};
    // 6
    const double level = (rising == 0 ? ema15_ : ema33_)[bar];
    if (!(c_.low[bar] < level)) return {};
    return Buy{bar, level, rising == 0 ? 15 : 33};
  }

 private:
  const CandleColumns& c_;
  Rule rule_;
  std::vector<double> ema15_, ema33_;
};

// Lets the series go on from `price` at bar `first`.
void scale_from(CandleColumns& columns, std::size_t first, double price) {
  const double scale = price / columns.open[first];
  for (auto* column : {&columns.open, &columns.high, &columns.low, &columns.close}) {
    for (std::size_t i = first; i < column->size(); ++i) (*column)[i] *= scale;
  }
}

// A quiet market in which the price now and then shoots up within a few bars and falls back over the next ones, mostly in falling candles.
CandleColumns market_with_peaks(std::mt19937_64& random, std::size_t count, std::size_t every) {
  CandleColumns columns = test_support::random_candles(random, count);
  std::uniform_real_distribution<double> uniform;
  for (std::size_t start = every; start + 20 < count; start += every + random() % 40) {
    const double base = *std::max_element(columns.high.begin() + static_cast<std::ptrdiff_t>(start - std::min<std::size_t>(start, 220)),
                                          columns.high.begin() + static_cast<std::ptrdiff_t>(start));
    double price = columns.close[start - 1];
    const std::size_t climb = 1 + random() % 3, fall = 1 + random() % 9;
    const std::size_t rising = climb + random() % (2 * fall);  // every other time, one of the falling bars rises instead
    for (std::size_t k = 0; k < climb + fall; ++k) {
      const std::size_t i = start + k;
      const double open = price;
      const double target = k < climb ? base * (1.15 + 0.4 * uniform(random)) : price * (0.6 + 0.38 * uniform(random));
      price = k == rising ? open * 1.005 : target;
      columns.open[i] = open;
      columns.close[i] = price;
      columns.high[i] = std::max(open, price) * (k < climb ? 1.02 : 1.0 + 0.004 * uniform(random));
      columns.low[i] = std::min(open, price) * (1 - 0.03 * uniform(random));
    }
    scale_from(columns, start + climb + fall, price);
  }
  return columns;
}

void expect_scan(const Rule& rule, const Params& params, Interval interval, std::size_t count, std::size_t every) {
  constexpr std::size_t kLeastOfEach = 5;  // a test without BUYs would hold for anything
  const std::uint64_t seed = test_support::random_seed();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  std::size_t with15 = 0, with33 = 0;
  for (int round = 0; round < 8; ++round) {
    const CandleColumns columns = market_with_peaks(random, count, every);
    const Scan scan(columns, rule);
    std::vector<Buy> wanted;
    for (std::size_t bar = rule.total - 1; bar < columns.size(); ++bar) {
      if (const auto buy = scan.at(bar)) wanted.push_back(*buy);
    }
    PeakEMAReversalStrategy strategy(params);
    const auto decided = test_support::run(strategy, columns.view(), test_support::Path::kRange, random, interval);
    ASSERT_EQ(decided.size(), wanted.size());
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      ASSERT_EQ(decided[k].bar, wanted[k].bar);
      ASSERT_EQ(decided[k].decision.signal, Signal::kBuy);
      ASSERT_DOUBLE_EQ(decided[k].decision.entry_price.value(), wanted[k].price);
      ASSERT_EQ(decided[k].decision.meta, "{\"ema_period\":" + std::to_string(wanted[k].period) + "}");
      ASSERT_TRUE(decided[k].decision.tp_price.missing() && decided[k].decision.sl_price.missing());
      (wanted[k].period == 15 ? with15 : with33) += 1;
    }
  }
  testing::Test::RecordProperty("buys_at_ema15", static_cast<int>(with15));
  testing::Test::RecordProperty("buys_at_ema33", static_cast<int>(with33));
  EXPECT_GE(with15, kLeastOfEach);
  EXPECT_GE(with33, kLeastOfEach);
}

TEST(PeakEmaReversal, FollowsTheScanWithTheDefaults) { expect_scan({}, {}, *Interval::parse("1h"), 6000, 230); }

TEST(PeakEmaReversal, FollowsTheScanOnWeeks) { expect_scan({5, 52, 0.2, 1.2}, {}, *Interval::parse("1w"), 4000, 70); }

TEST(PeakEmaReversal, FollowsTheScanWithItsOwnWindow) {
  expect_scan({12, 30, 0.01, 1.05}, Params({{"recent", 12}, {"total", 30}, {"buffer", 0.01}, {"peak_factor", 1.05}}), {}, 4000, 60);
}

}  // namespace
}  // namespace orchestrator
