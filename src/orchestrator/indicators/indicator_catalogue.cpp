#include "orchestrator/indicators/indicator_catalogue.h"

#include "orchestrator/indicators/atr.h"
#include "orchestrator/indicators/bollinger.h"
#include "orchestrator/indicators/ema.h"
#include "orchestrator/indicators/macd.h"
#include "orchestrator/indicators/momentum.h"
#include "orchestrator/indicators/rolling_extreme.h"
#include "orchestrator/indicators/rolling_mean.h"
#include "orchestrator/indicators/rsi.h"
#include "orchestrator/indicators/wma.h"

namespace orchestrator {
namespace {

using Arguments = std::span<const double>;
using Made = std::unique_ptr<Indicator>;

ParameterSpec period(Value fallback, double min = 1, std::string name = "period") {
  return {std::move(name), "integer", std::move(fallback), min, kLongestPeriod, "bars"};
}
ParameterSpec width() { return {"width", "number", 2.0, 0, std::nullopt, "deviations between middle and band", false, true}; }

std::size_t bars(double argument) { return static_cast<std::size_t>(argument); }

Made make_band(Arguments a, double sign) { return std::make_unique<Bollinger>(Bollinger::band(bars(a[0]), sign * a[1])); }

Made make_macd(Macd::Part part, Arguments a) {
  if (!(a[0] < a[1])) throw configuration_error("invalid_parameter", "macd: fast must be smaller than slow");
  return std::make_unique<Macd>(part, bars(a[0]), bars(a[1]), a.size() > 2 ? bars(a[2]) : 1);
}

std::vector<IndicatorInfo> build() {
  const std::vector<ParameterSpec> any{period({})};
  const std::vector<ParameterSpec> bands{period(20, 2), width()};
  const std::vector<ParameterSpec> line{period(12, 1, "fast"), period(26, 1, "slow")};
  std::vector<ParameterSpec> signal = line;
  signal.push_back(period(9, 1, "signal"));
  return {
      {"ema", any, "exponential moving average of the close, started with the first close",
       [](Arguments a) -> Made { return std::make_unique<Ema>(bars(a[0])); }},
      {"sma", any, "mean of the newest closes",
       [](Arguments a) -> Made { return std::make_unique<RollingMean>(&CandleSpan::close, bars(a[0])); }},
      {"wma", any, "mean of the newest closes, weights 1 to period", [](Arguments a) -> Made { return std::make_unique<Wma>(bars(a[0])); }},
      {"stddev",
       {period(20, 2)},
       "population standard deviation of the newest closes",
       [](Arguments a) -> Made { return std::make_unique<Bollinger>(Bollinger::stddev(bars(a[0]))); }},
      {"bollinger_middle", bands, "mean of the newest closes", [](Arguments a) { return make_band(a, 0); }},
      {"bollinger_upper", bands, "middle + width * deviation", [](Arguments a) { return make_band(a, 1); }},
      {"bollinger_lower", bands, "middle - width * deviation", [](Arguments a) { return make_band(a, -1); }},
      {"rsi",
       {period(14)},
       "Wilder's relative strength index, 0 to 100",
       [](Arguments a) -> Made { return std::make_unique<Rsi>(bars(a[0])); }},
      {"true_range", {}, "range of the bar including the gap before it", [](Arguments) -> Made { return std::make_unique<TrueRange>(); }},
      {"atr", {period(14)}, "Wilder's average of the true range", [](Arguments a) -> Made { return std::make_unique<Atr>(bars(a[0])); }},
      {"highest", any, "highest high of the newest bars",
       [](Arguments a) -> Made { return std::make_unique<RollingExtreme<Higher>>(&CandleSpan::high, bars(a[0])); }},
      {"lowest", any, "lowest low of the newest bars",
       [](Arguments a) -> Made { return std::make_unique<RollingExtreme<Lower>>(&CandleSpan::low, bars(a[0])); }},
      {"highest_close", any, "highest of the newest closes",
       [](Arguments a) -> Made { return std::make_unique<RollingExtreme<Higher>>(&CandleSpan::close, bars(a[0])); }},
      {"lowest_close", any, "lowest of the newest closes",
       [](Arguments a) -> Made { return std::make_unique<RollingExtreme<Lower>>(&CandleSpan::close, bars(a[0])); }},
      {"momentum", any, "close / close period bars ago - 1", [](Arguments a) -> Made { return std::make_unique<Momentum>(bars(a[0])); }},
      {"macd", line, "ema(fast) - ema(slow)", [](Arguments a) { return make_macd(Macd::Part::kLine, a); }},
      {"macd_signal", signal, "exponential moving average of the macd", [](Arguments a) { return make_macd(Macd::Part::kSignal, a); }},
      {"macd_histogram", signal, "macd - macd_signal", [](Arguments a) { return make_macd(Macd::Part::kHistogram, a); }},
      {"volume_sma", any, "mean of the newest volumes",
       [](Arguments a) -> Made { return std::make_unique<RollingMean>(&CandleSpan::volume, bars(a[0])); }},
  };
}

}  // namespace

const std::vector<IndicatorInfo>& indicator_catalogue() {
  static const std::vector<IndicatorInfo> table = build();
  return table;
}

}  // namespace orchestrator
