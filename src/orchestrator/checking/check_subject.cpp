#include "orchestrator/checking/check_subject.h"

#include <fmt/format.h>

#include <algorithm>

#include "orchestrator/base/random.h"

namespace orchestrator {
namespace {

std::string shown(const Value& value) {
  if (const auto* text = value.as_text()) return *text;
  return value.is_null() ? "none" : fmt::format("{}", value.number());
}

std::string told(const Difference& difference, const std::string& left, const std::string& right) {
  if (difference.value != "exception") {
    return fmt::format("{} is {} {}, but {} {}", difference.value, shown(difference.left), left, shown(difference.right), right);
  }
  const bool right_fails = difference.left.is_null();
  return fmt::format("it fails {}, but not {}: {}", right_fails ? right : left, right_fails ? left : right,
                     shown(right_fails ? difference.right : difference.left));
}

/// One item out of each of `most` equal stretches; all when there are no more. `salt` tells choices apart.
std::vector<std::size_t> spread(const std::vector<std::size_t>& items, std::size_t most, std::uint64_t salt) {
  if (items.size() <= most) return items;
  std::vector<std::size_t> chosen;
  for (std::size_t k = 0; k < most; ++k) {
    const std::size_t begin = k * items.size() / most, end = (k + 1) * items.size() / most;
    chosen.push_back(items[begin + mix64(mix64(k + 1) ^ salt) % (end - begin)]);
  }
  return chosen;
}

}  // namespace

Answers CheckSubject::ask(const CheckBars& shown, Asking asking, std::size_t end) const {
  const auto strategy = make_strategy();
  return StrategyDriver(*strategy, shown, driver, watch).answers(asking, end);
}

Finding make_finding(const CheckSubject& subject, FindingKind kind, const std::string& how, const Difference& difference,
                     const std::string& left, const std::string& right) {
  Finding finding;
  finding.kind = kind;
  finding.symbol = subject.bars.symbols[difference.symbol];
  finding.bar = subject.bars.open_time(difference.bar);
  finding.value = difference.value;
  finding.full = difference.left;
  finding.other = difference.right;
  finding.how = how;
  finding.message = told(difference, left, right);
  return finding;
}

std::vector<std::size_t> sample_bars(const std::vector<std::size_t>& bars, std::size_t first, std::size_t end, std::size_t most) {
  std::vector<std::size_t> wanted, all;
  for (const std::size_t bar : bars) {
    if (bar >= first && bar < end) wanted.push_back(bar);
  }
  for (std::size_t bar = first; bar < end; ++bar) all.push_back(bar);
  std::vector<std::size_t> chosen = spread(wanted, most / 2, 1);
  const std::vector<std::size_t> others = spread(all, most - chosen.size(), 2);
  chosen.insert(chosen.end(), others.begin(), others.end());
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

std::vector<std::size_t> decided_bars(const Answers& answers) {
  std::vector<std::size_t> bars;
  for (const ProposalSeed& seed : answers.log.seeds()) {
    if (bars.empty() || bars.back() != seed.bar) bars.push_back(seed.bar);
  }
  return bars;
}

}  // namespace orchestrator
