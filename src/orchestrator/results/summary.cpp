#include "orchestrator/results/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "orchestrator/results/sparkline.h"

namespace orchestrator {
namespace {

using Figure = Metrics::Figure;

constexpr const char* kNone = "–";

std::string percent(const Figure& figure, bool sign = false) {
  if (!figure) return kNone;
  return sign ? fmt::format("{:+.2f}%", *figure * 100) : fmt::format("{:.2f}%", *figure * 100);
}
std::string plain(const Figure& figure) { return figure ? fmt::format("{:.2f}", *figure) : kNone; }

/// Commas between the thousands of the `whole` digits that a text begins with.
std::string with_commas(std::string digits, std::size_t whole) {
  for (auto at = static_cast<std::ptrdiff_t>(whole) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

/// 12345.678 -> `12,345.68`.
std::string money(double amount) {
  const std::string digits = fmt::format("{:.2f}", std::fabs(amount));
  return (amount < 0 ? "-" : "") + with_commas(digits, digits.find_first_not_of("0123456789"));
}
/// 12345 -> `12,345`.
std::string count(std::uint64_t number) {
  const std::string digits = fmt::format("{}", number);
  return with_commas(digits, digits.size());
}
std::string money(const Figure& figure) { return figure ? money(*figure) : kNone; }

std::string duration(TimeMs length) {
  if (length >= kDayMs) return fmt::format("{:.1f} days", static_cast<double>(length) / kDayMs);
  return fmt::format("{:.1f} h", static_cast<double>(length) / kHourMs);
}

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string title(const BacktestResult& result) {
  const Timeline& timeline = *result.timeline;
  std::string text =
      fmt::format("{} · {} symbol{} · {} (fills on {}) · {}", result.strategy, result.symbols.size(), result.symbols.size() == 1 ? "" : "s",
                  result.interval.name(), result.detail_interval.name(), result.market == Market::kPerp ? "PERP" : "SPOT");
  if (timeline.size() == 0) return text;
  const auto day = [](TimeMs time) { return format_time(time).substr(0, 10); };
  return text + fmt::format(" · {} to {}", day(timeline.at(0)), day(timeline.at(static_cast<Step>(timeline.size() - 1))));
}

struct Cell {
  const char* name;
  std::string value;
};

std::vector<Cell> cells(const BacktestResult& result) {
  const Metrics& m = result.metrics;
  return {{"initial cash", money(result.initial_cash)},
          {"final cash", money(result.portfolio.final_cash)},
          {"total return", percent(m.total_return, true)},
          {"buy and hold", percent(m.buy_and_hold_return, true)},
          {"CAGR", percent(m.cagr, true)},
          {"volatility p.a.", percent(m.annual_volatility)},
          {"max drawdown", percent(m.max_drawdown)},
          {"drawdown time", duration(m.max_drawdown_duration_ms)},
          {"exposure", percent(m.exposure)},
          {"Sharpe", plain(m.sharpe)},
          {"Sortino", plain(m.sortino)},
          {"Calmar", plain(m.calmar)},
          {"proposals", count(result.counts.proposals)},
          {"trades", count(result.counts.trades)},
          {"win rate", percent(m.win_rate)},
          {"profit factor", plain(m.profit_factor)},
          {"expectancy", money(m.expectancy)},
          {"SQN", plain(m.sqn)},
          {"average win", money(m.average_win)},
          {"average loss", money(m.average_loss)},
          {"fees paid", money(m.fees_paid)}};
}

/// Names left, values right, as many columns as fit.
std::string table(const std::vector<Cell>& all, int width) {
  constexpr int kCellWidth = 31, kGap = 3;
  const int columns = std::clamp((width + kGap) / (kCellWidth + kGap), 1, 3);
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t used = characters(all[i].name) + characters(all[i].value);
    text += all[i].name + std::string(kCellWidth > used ? kCellWidth - used : 1, ' ') + all[i].value;
    const bool last = i + 1 == all.size() || (i + 1) % static_cast<std::size_t>(columns) == 0;
    text += last ? "\n" : std::string(kGap, ' ');
  }
  return text;
}

std::string rejections(const BacktestResult& result) {
  std::string text;
  for (std::size_t i = 0; i < kRejectReasonCount; ++i) {
    if (const auto rejected = result.portfolio.rejections[i])
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name_of(static_cast<RejectReason>(i)), count(rejected));
  }
  return text.empty() ? "" : "rejected: " + text + "\n";
}

std::string warnings(const BacktestResult& result) {
  constexpr std::size_t kMost = 5;
  std::string text;
  for (std::size_t i = 0; i < result.warnings.size() && i < kMost; ++i) text += "warning: " + result.warnings[i].message + "\n";
  if (result.warnings.size() > kMost) text += fmt::format("… and {} more warnings in the result\n", result.warnings.size() - kMost);
  return text;
}

}  // namespace

std::string render_summary(const BacktestResult& result, int width) {
  constexpr int kNarrowest = 60, kWidest = 110, kChartRows = 5;
  width = std::clamp(width, kNarrowest, kWidest);
  std::string text = title(result) + "\n\n";
  if (result.portfolio.equity.size() > 0) text += sparkline(result.portfolio.equity.values(), width, kChartRows) + "\n";
  text += table(cells(result), width);
  const std::string notes = rejections(result) + warnings(result);
  return text + (notes.empty() ? "" : "\n" + notes);
}

}  // namespace orchestrator
