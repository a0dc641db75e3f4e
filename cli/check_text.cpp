#include "check_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "text_table.h"

using namespace orchestrator;

namespace {

constexpr std::size_t kMostShown = 6;  ///< findings of a kind; --json has them all
/// Relative moves up to this are the last digits of sums taken in another order.
constexpr double kStands = 1e-9;

std::string verdict(const StrategyCheck& check) {
  const std::string found = check.clean() ? "nothing found" : counted(check.findings.size(), "finding");
  return fmt::format("{}: {} on {} bars, {}, {}, {}\n", found, check.strategy, check.interval.name(), counted(check.jobs, "job"),
                     counted(check.bars, "bar"), counted(check.decisions, "decision"));
}

std::string findings_of(const StrategyCheck& check, FindingKind kind) {
  std::string text;
  std::size_t count = 0;
  for (const Finding& finding : check.findings) {
    if (finding.kind != kind || ++count > kMostShown) continue;
    text += fmt::format("  {} {}  {}\n", finding.symbol, short_time(finding.bar), finding.message);
  }
  if (count == 0) return "";
  if (count > kMostShown) text += fmt::format("  and {} more (--json lists all)\n", count - kMostShown);
  return fmt::format("\n{}\n{}  -> {}\n", name_of(kind), text, hint_of(kind));
}

std::string name_of_request(const IndicatorRequest& request) {
  return request.parameters.empty() ? request.name : fmt::format("{}({})", request.name, fmt::join(request.parameters, ", "));
}

std::string move_text(const std::optional<double>& relative) {
  if (!relative) return "undefined";
  return *relative <= kStands ? "-" : fmt::format("{:.2g}%", *relative * 100);
}

/// Whether anything depends on the warm-up at the shortest one, that of the strategy's own lookback.
bool moves(const IndicatorMoves& indicator) {
  return !indicator.moves.empty() && !(indicator.moves.front().relative && *indicator.moves.front().relative <= kStands);
}

/// One row an indicator that moves, and one of the decisions, one column a length.
std::string start_up_text(const StartUp& start_up) {
  const bool decisions = !start_up.decisions.empty() && start_up.decisions.front().changed > 0;
  if (!decisions && std::none_of(start_up.indicators.begin(), start_up.indicators.end(), moves)) return "";
  std::vector<TextTable::Column> columns{{"WARM-UP"}};
  for (const DecisionChanges& one : start_up.decisions) columns.push_back({counted(one.warm_up, "bar"), TextTable::Align::kRight});
  TextTable table(std::move(columns));
  for (const IndicatorMoves& indicator : start_up.indicators) {
    if (!moves(indicator)) continue;
    std::vector<std::string> row{name_of_request(indicator.request)};
    for (const IndicatorMove& move : indicator.moves) row.push_back(move_text(move.relative));
    table.add_row(std::move(row));
  }
  std::vector<std::string> row{"decisions"};
  for (const DecisionChanges& one : start_up.decisions) row.push_back(fmt::format("{} of {}", one.changed, one.compared));
  table.add_row(std::move(row));
  return "\nStart-up: how far values are from those after long history, and how many decisions differ\n" + table.text();
}

std::string timing_text(const DecisionTiming& timing) {
  return fmt::format("\nTime per decision: median {:.3g} µs, 99 % within {:.3g} µs ({})\n", timing.median_us, timing.p99_us,
                     counted(timing.decisions, "decision"));
}

}  // namespace

std::string check_text(const StrategyCheck& check) {
  std::string text = verdict(check);
  for (const FindingKind kind :
       {FindingKind::kLookAhead, FindingKind::kDecideRange, FindingKind::kNondeterminism, FindingKind::kReset, FindingKind::kStartup}) {
    text += findings_of(check, kind);
  }
  if (!check.warnings.empty()) text += "\n";
  for (const Warning& warning : check.warnings) text += fmt::format("warning: {}: {}\n", warning.code, warning.message);
  return text + start_up_text(check.start_up) + timing_text(check.timing);
}
