#include "orchestrator/results/metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "orchestrator/results/drawdown.h"

namespace orchestrator {
namespace {

using Figure = Metrics::Figure;

Figure ratio(double numerator, double denominator) {
  const double value = numerator / denominator;
  return denominator != 0 && std::isfinite(value) ? Figure(value) : std::nullopt;
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// What differs by less than this, relative to its size, differs by rounding only (10.j).
constexpr double kRounding = 1e-11;

/// Sample standard deviation; 0 for fewer than two values and for values that differ by rounding only, so that a ratio over it is undefined.
double sample_deviation(std::span<const double> values) {
  if (values.size() < 2) return 0;
  const double average = mean(values);
  double squares = 0;
  double largest = 0;
  for (const double v : values) {
    squares += (v - average) * (v - average);
    largest = std::max(largest, std::fabs(v));
  }
  const double deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return deviation > kRounding * largest ? deviation : 0;
}

Step last_step(const MetricsInput& in) { return static_cast<Step>(in.equity.size() - 1); }

double mean_equity(const MetricsInput& in) {
  double sum = 0;
  for (const CurveBlock& block : in.blocks) sum += block.sum;
  return sum / static_cast<double>(in.equity.size());
}

/// Daily returns (10.d, 10.i): all calendar days from that of the first instant to that of the last point.
std::vector<double> daily_returns(const MetricsInput& in) {
  std::vector<double> returns;
  if (in.equity.empty()) return returns;
  const TimeMs first_day = floor_to(in.timeline->at(0), kDayMs);
  const TimeMs last_day = floor_to(in.timeline->at(last_step(in)) + in.detail_ms - 1, kDayMs);
  double before = in.initial_cash;
  for (TimeMs day = first_day; day <= last_day; day += kDayMs) {
    // Points of days up to this one: instant + detail - 1 < day + 1d.
    const Step points = in.timeline->lower_bound(day + kDayMs - in.detail_ms + 1);
    const double value = points == 0 ? in.initial_cash : in.equity[points - 1];
    const double change = value / before - 1;
    returns.push_back(std::fabs(change) <= kRounding ? 0 : change);
    before = value;
  }
  return returns;
}

void from_curve(const MetricsInput& in, Metrics& m) {
  m.total_return = ratio(in.final_cash, in.initial_cash);
  if (m.total_return) *m.total_return -= 1;
  if (in.equity.empty()) return;
  const std::vector<double> returns = daily_returns(in);
  constexpr double kDaysPerYear = 365;
  const double days = static_cast<double>(returns.size());
  if (in.final_cash > 0) m.cagr = std::pow(in.final_cash / in.initial_cash, kDaysPerYear / days) - 1;
  if (m.cagr && !std::isfinite(*m.cagr)) m.cagr.reset();
  const bool defined = std::all_of(returns.begin(), returns.end(), [](double r) { return std::isfinite(r); });
  if (defined) {
    const double deviation = sample_deviation(returns);
    const double average = mean(returns);
    double downside = 0;
    for (const double r : returns) downside += std::min(r, 0.0) * std::min(r, 0.0);
    downside = std::sqrt(downside / days);
    if (returns.size() >= 2) m.annual_volatility = deviation * std::sqrt(kDaysPerYear);
    m.sharpe = ratio(average * std::sqrt(kDaysPerYear), deviation);
    m.sortino = ratio(average * std::sqrt(kDaysPerYear), downside);
  }
  const Drawdown drawdown = largest_drawdown(in.initial_cash, in.equity, in.blocks);
  m.max_drawdown = drawdown.depth;
  if (drawdown.depth > 0) {
    const Timeline& timeline = *in.timeline;
    const TimeMs peak_time = drawdown.from_start ? timeline.at(0) : timeline.at(static_cast<Step>(drawdown.peak_index)) + in.detail_ms;
    std::size_t end = drawdown.trough_index;
    while (end + 1 < in.equity.size() && !drawdown.recovered_at(in.equity[end])) ++end;
    m.max_drawdown_duration_ms = timeline.at(static_cast<Step>(end)) + in.detail_ms - peak_time;
    if (m.cagr) m.calmar = ratio(*m.cagr, drawdown.depth);
  }
  m.exposure = ratio(static_cast<double>(in.steps_exposed), static_cast<double>(in.equity.size()));
  m.turnover = ratio(in.traded_notional, mean_equity(in));
}

void from_trades(const MetricsInput& in, Metrics& m) {
  std::vector<double> pnl;
  double won = 0;
  double lost = 0;
  double wins = 0;
  double losses = 0;
  for (const TradeRecord& trade : in.trades) {
    pnl.push_back(trade.pnl);
    if (trade.pnl > 0) {
      won += trade.pnl;
      ++wins;
    } else if (trade.pnl < 0) {
      lost -= trade.pnl;
      ++losses;
    }
  }
  if (pnl.empty()) return;
  const double count = static_cast<double>(pnl.size());
  m.profit_factor = ratio(won, lost);
  m.expectancy = mean(pnl);
  m.win_rate = wins / count;
  m.average_win = ratio(won, wins);
  m.average_loss = ratio(-lost, losses);
  m.sqn = ratio(std::sqrt(count) * *m.expectancy, sample_deviation(pnl));
}

}  // namespace

std::vector<std::pair<const char*, Metrics::Figure>> Metrics::figures() const {
  return {{"total_return", total_return},
          {"cagr", cagr},
          {"annual_volatility", annual_volatility},
          {"sharpe", sharpe},
          {"sortino", sortino},
          {"calmar", calmar},
          {"max_drawdown", max_drawdown},
          {"profit_factor", profit_factor},
          {"expectancy", expectancy},
          {"win_rate", win_rate},
          {"average_win", average_win},
          {"average_loss", average_loss},
          {"exposure", exposure},
          {"turnover", turnover},
          {"fees_paid", fees_paid},
          {"sqn", sqn},
          {"buy_and_hold_return", buy_and_hold_return}};
}

Metrics compute_metrics(const MetricsInput& input) {
  Metrics metrics;
  metrics.fees_paid = input.fees;
  from_curve(input, metrics);
  from_trades(input, metrics);
  if (!input.symbol_returns.empty()) metrics.buy_and_hold_return = mean(input.symbol_returns);
  return metrics;
}

}  // namespace orchestrator
