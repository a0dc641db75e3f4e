#include "orchestrator/repository/sample_market.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "orchestrator/repository/sample_random.h"

namespace orchestrator {
namespace {

enum class SamplePurpose : std::uint64_t { kMarket = 1, kPrice = 2, kVolume = 3, kFunding = 4 };

constexpr double kFastDeviation = 0.45;  // of log volatility
constexpr double kSlowDeviation = 0.40;
constexpr double kFastHalfLifeMs = 6 * kHourMs;
constexpr double kSlowHalfLifeMs = 5 * kDayMs;
constexpr double kLevelHalfLifeMs = 150 * static_cast<double>(kDayMs);
constexpr double kJumpsPerDay = 0.1;
constexpr double kJumpDeviation = 0.012;
// Activity by hour, UTC: quiet while Asia sleeps, busiest when Europe and America overlap.
constexpr std::array<double, 24> kActivity{0.95, 0.95, 0.90, 0.85, 0.80, 0.80, 0.85, 0.95, 1.05, 1.05, 1.00, 1.00,
                                           1.05, 1.20, 1.35, 1.35, 1.25, 1.15, 1.05, 1.00, 1.00, 0.95, 0.90, 0.90};

SampleRandom random_for(const SampleMarket& market, std::string_view name, SamplePurpose purpose) {
  return {market.seed, name, static_cast<std::uint64_t>(purpose)};
}

/// A first-order autoregression with a stationary deviation and a half-life in steps.
class Autoregression {
 public:
  Autoregression(double deviation, double half_life_steps, double first_normal)
      : keep_(std::exp2(-1 / half_life_steps)), shock_(deviation * std::sqrt(1 - keep_ * keep_)), value_(deviation * first_normal) {}
  double next(double normal) { return value_ = keep_ * value_ + shock_ * normal; }

 private:
  double keep_;
  double shock_;
  double value_;
};

/// Volatility relative to its typical value: two autoregressions of the logarithm, normalised to a mean square of 1.
class VolatilityProcess {
 public:
  VolatilityProcess(SampleRandom& random, double step_ms)
      : fast_(kFastDeviation, kFastHalfLifeMs / step_ms, random.normal()),
        slow_(kSlowDeviation, kSlowHalfLifeMs / step_ms, random.normal()) {}
  double next(SampleRandom& random) {
    const double fast = fast_.next(random.normal());
    return std::exp(fast + slow_.next(random.normal()) - kMeanShift);
  }

 private:
  static constexpr double kMeanShift = kFastDeviation * kFastDeviation + kSlowDeviation * kSlowDeviation;
  Autoregression fast_;
  Autoregression slow_;
};

/// One source of returns: noise under moving volatility, and jumps. `next` gives a return in units of typical volatility and keeps that
/// step's relative volatility.
class ReturnSource {
 public:
  ReturnSource(SampleRandom random, double step_ms, double typical_volatility)
      : random_(random),
        volatility_(random_, step_ms),
        jump_chance_(std::min(1.0, kJumpsPerDay * step_ms / kDayMs)),
        jump_size_(kJumpDeviation / typical_volatility) {}
  double next() {
    relative_volatility_ = volatility_.next(random_);
    const bool jumps = random_.uniform() < jump_chance_;
    const double jump = jump_size_ * random_.normal();  // drawn always, so that every step takes equally many numbers
    return relative_volatility_ * random_.normal() + (jumps ? jump : 0);
  }
  double relative_volatility() const { return relative_volatility_; }

 private:
  SampleRandom random_;
  VolatilityProcess volatility_;
  double jump_chance_;
  double jump_size_;
  double relative_volatility_ = 1;
};

double power_of_ten(int exponent) {
  double out = 1;
  for (int i = 0; i < exponent; ++i) out *= 10;
  return out;
}

/// The symbol's path, one candle at a time.
class SamplePath {
 public:
  SamplePath(const SampleMarket& market, const SampleProfile& profile)
      : profile_(profile),
        step_ms_(static_cast<double>(market.interval.ms())),
        typical_(profile.daily_volatility * std::sqrt(step_ms_ / kDayMs)),
        pull_(1 - std::exp2(-step_ms_ / kLevelHalfLifeMs)),
        price_scale_(power_of_ten(profile.price_decimals)),
        volume_scale_(power_of_ten(profile.volume_decimals)),
        common_(random_for(market, "", SamplePurpose::kMarket), step_ms_, typical_),
        own_(random_for(market, profile.symbol, SamplePurpose::kPrice), step_ms_, typical_),
        detail_(random_for(market, profile.symbol, SamplePurpose::kVolume)) {
    last_close_ticks_ = ticks(0);
  }

  Candle next(TimeMs open_time) {
    const double activity = kActivity[static_cast<std::size_t>(floor_to(open_time, kHourMs) / kHourMs % 24 + 24) % 24];
    const double share = profile_.market_share;
    const double noise = share * common_.next() + std::sqrt(1 - share * share) * own_.next();
    const double relative = share * common_.relative_volatility() + (1 - share) * own_.relative_volatility();
    const double deviation = typical_ * relative * activity;
    const double before = level_;
    level_ += typical_ * activity * noise - pull_ * level_;
    return candle(open_time, before, deviation, relative * activity);
  }

 private:
  /// The price at a log level in whole ticks, at least one.
  double ticks(double level) const { return std::max(1.0, std::round(profile_.price * std::exp(level) * price_scale_)); }

  Candle candle(TimeMs open_time, double before, double deviation, double business) {
    // The extremes of a Brownian bridge from `before` to `level_` (Karatzas and Shreve, problem 2.8.6).
    const double move = level_ - before;
    const double spread = 2 * deviation * deviation;
    const double top = before + 0.5 * (move + std::sqrt(move * move - spread * std::log(detail_.uniform())));
    const double bottom = before + 0.5 * (move - std::sqrt(move * move - spread * std::log(detail_.uniform())));
    const double between = detail_.uniform();  // the next trade is now and then a tick away from the last
    const double open = std::max(1.0, last_close_ticks_ + (between < 0.15 ? -1 : between < 0.3 ? 1 : 0));
    const double close = ticks(level_);
    last_close_ticks_ = close;
    const double high = std::max({open, close, ticks(top)});
    const double low = std::min({open, close, ticks(bottom)});
    return {open_time,          open / price_scale_,  high / price_scale_,
            low / price_scale_, close / price_scale_, volume(business, std::fabs(move) / deviation, close / price_scale_)};
  }

  double volume(double business, double surprise, double price) {
    const double minutes = step_ms_ / kMinuteMs;
    const double noise = std::exp(0.7 * detail_.normal() / std::sqrt(std::sqrt(minutes)) - 0.25);
    const double units = profile_.quote_volume / price * minutes * business * (0.6 + 0.5 * std::min(surprise, 10.0)) * noise;
    return std::round(units * volume_scale_) / volume_scale_;
  }

  const SampleProfile& profile_;
  double step_ms_;
  double typical_;  // standard deviation of one step's log return
  double pull_;     // share of the way back to the profile's price in one step
  double price_scale_;
  double volume_scale_;
  ReturnSource common_;
  ReturnSource own_;
  SampleRandom detail_;
  double level_ = 0;  // log price relative to the profile's
  double last_close_ticks_ = 1;
};

}  // namespace

CandleColumns sample_candles(const SampleMarket& market, const SampleProfile& profile) {
  CandleColumns out;
  out.reserve(market.rows);
  SamplePath path(market, profile);
  for (std::size_t i = 0; i < market.rows; ++i) {
    out.push_back(path.next(market.start + static_cast<TimeMs>(i) * market.interval.ms()));
  }
  return out;
}

FundingSeries sample_funding(const SampleMarket& market, const CandleSpan& candles, const std::string& symbol) {
  constexpr TimeMs kEvery = 8 * kHourMs;
  FundingSeries out;
  if (candles.size() == 0) return out;
  SampleRandom random = random_for(market, symbol, SamplePurpose::kFunding);
  Autoregression premium(1.2e-4, 9, random.normal());
  const TimeMs end = candles.open_time.back() + market.interval.ms();
  for (TimeMs t = floor_to(candles.open_time.front() + kEvery - 1, kEvery); t < end; t += kEvery) {
    const double noise = premium.next(random.normal());
    const std::size_t now = std::min(candles.lower_bound(t), candles.size() - 1);
    const double rise = candles.open[now] / candles.open[candles.lower_bound(t - kDayMs)] - 1;
    const double rate = std::clamp(1e-4 + noise + 2e-3 * rise, -7.5e-3, 7.5e-3);
    out.time.push_back(t);
    out.rate.push_back(std::round(rate * 1e8) / 1e8);
  }
  return out;
}

}  // namespace orchestrator
