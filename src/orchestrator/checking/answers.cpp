#include "orchestrator/checking/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <span>

#include "orchestrator/trades/trade_plan.h"

namespace orchestrator {
namespace {

constexpr std::size_t kNoBar = std::numeric_limits<std::size_t>::max();

Value signal_value(Signal signal) { return signal == Signal::kBuy ? "BUY" : signal == Signal::kSell ? "SELL" : "NO"; }

Value price_value(const OptionalPrice& price) {
  if (price.is_set()) return price.value();
  return price.is_none() ? Value() : Value("default");
}

Value text_value(const std::string* text) { return text ? Value(*text) : Value(); }

std::string reference_text(const PriceReference& reference) {
  if (const auto* named = std::get_if<NamedReference>(&reference)) return fmt::format("reference {}", static_cast<int>(*named));
  if (const auto* number = std::get_if<double>(&reference)) return fmt::format("reference {}", *number);
  return "reference code";
}

std::string start_text(const LegStart& start) {
  if (const auto* number = std::get_if<std::int64_t>(&start.when)) return fmt::format("when {}{}", *number, start.is_time ? " ms" : "");
  return std::holds_alternative<std::monostate>(start.when) ? "at once" : "when code";
}

/// Everything of a plan that can be compared; of code only that there is some.
Value plan_value(const std::shared_ptr<const TradePlan>& plan) {
  if (!plan) return {};
  std::string text;
  for (const OrderLeg& leg : plan->legs) {
    text += fmt::format("leg {} at {} of {}, {}, tif {}, expires {}; ", leg.fraction, leg.offset, reference_text(leg.reference),
                        start_text(leg.start), static_cast<int>(leg.tif), leg.expire_bars.value_or(-1));
  }
  return text + fmt::format("crossing {}, max_holding_bars {}, trailing_stop_pct {}, {}", static_cast<int>(plan->crossing_policy),
                            plan->max_holding_bars.value_or(-1), plan->trailing_stop_pct.value_or(-1),
                            plan->exit_resolver ? "a resolver" : "no resolver");
}

constexpr double kBasisPoint = 1e-4;

/// 0.0 and -0.0 are two numbers to the bit.
bool same_number(double left, double right, Sameness sameness) {
  if (sameness == Sameness::kBits) return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right);
  return std::fabs(left - right) <= kBasisPoint * std::max(std::fabs(left), std::fabs(right));
}

bool same_value(const Value& left, const Value& right, Sameness sameness) {
  if (const double *a = left.as_double(), *b = right.as_double(); a && b) return same_number(*a, *b, sameness);
  if (const std::string *a = left.as_text(), *b = right.as_text(); a && b) return *a == *b;
  if (const std::int64_t *a = left.as_integer(), *b = right.as_integer(); a && b) return *a == *b;
  return left.is_null() && right.is_null();
}

struct NamedValue {
  const char* name;
  Value value;
  bool remark = false;  ///< matters to the bit only
};

/// A decision's values in the order in which they are compared; without a decision the signal NO alone.
std::vector<NamedValue> values_of(const Answers& answers, const ProposalSeed* seed) {
  if (!seed) return {{"signal", signal_value(Signal::kNo)}};
  const DecisionDetails* given = answers.log.details(*seed);
  const DecisionDetails details = given ? *given : DecisionDetails{};
  return {{"signal", signal_value(seed->signal)},
          {"symbol", Value(static_cast<std::int64_t>(seed->symbol))},
          {"entry_price", price_value(details.entry_price)},
          {"tp_price", price_value(details.tp_price)},
          {"sl_price", price_value(details.sl_price)},
          {"confidence", details.confidence},
          {"meta", text_value(details.meta), true},
          {"strategy_name", text_value(details.strategy_name), true},
          {"plan", plan_value(details.plan), true}};
}

std::optional<Difference> compare_seeds(const Answers& left, const ProposalSeed* a, const Answers& right, const ProposalSeed* b,
                                        Sameness sameness) {
  const bool bare = a && b && a->details == ProposalSeed::kBare && b->details == ProposalSeed::kBare;
  if (bare && a->signal == b->signal && a->symbol == b->symbol) return std::nullopt;
  const std::vector<NamedValue> ours = values_of(left, a), theirs = values_of(right, b);
  for (std::size_t k = 0; k < std::min(ours.size(), theirs.size()); ++k) {
    if (sameness == Sameness::kSubstance && ours[k].remark) continue;
    if (same_value(ours[k].value, theirs[k].value, sameness)) continue;
    return Difference{0, a ? a->symbol : b->symbol, ours[k].name, ours[k].value, theirs[k].value};
  }
  return std::nullopt;
}

/// The first item of `bar` or later; items are in the order of their bars.
template <typename Items>
auto from_bar(const Items& items, std::size_t bar) {
  return std::lower_bound(items.begin(), items.end(), bar, [](const auto& item, std::size_t b) { return item.bar < b; });
}

template <typename Items>
std::size_t next_bar(const Items& items, std::size_t bar) {
  const auto found = from_bar(items, bar);
  return found == items.end() ? kNoBar : found->bar;
}

/// The decisions of one bar, in the order in which they were made.
std::span<const ProposalSeed> seeds_at(const Answers& answers, std::size_t bar) {
  const auto& seeds = answers.log.seeds();
  return {from_bar(seeds, bar), from_bar(seeds, bar + 1)};
}

Value failure_value(const Failure* failure) { return failure ? Value(failure->error.message()) : Value(); }

/// The bar of the next decision or failure from `bar` on.
std::size_t next_said(const Answers& answers, std::size_t bar) {
  return std::min(next_bar(answers.log.seeds(), bar), next_bar(answers.failures, bar));
}

}  // namespace

const Failure* Answers::failure_at(std::size_t bar) const {
  const auto found = from_bar(failures, bar);
  return found == failures.end() || found->bar != bar ? nullptr : &*found;
}

std::optional<Difference> difference_at(const Answers& left, std::size_t left_bar, const Answers& right, std::size_t right_bar,
                                        Sameness sameness) {
  const Failure* ours = left.failure_at(left_bar);
  const Failure* theirs = right.failure_at(right_bar);
  if ((ours == nullptr) != (theirs == nullptr)) return Difference{left_bar, 0, "exception", failure_value(ours), failure_value(theirs)};
  const auto a = seeds_at(left, left_bar), b = seeds_at(right, right_bar);
  for (std::size_t k = 0; k < std::max(a.size(), b.size()); ++k) {
    auto difference = compare_seeds(left, k < a.size() ? &a[k] : nullptr, right, k < b.size() ? &b[k] : nullptr, sameness);
    if (!difference) continue;
    difference->bar = left_bar;
    return difference;
  }
  return std::nullopt;
}

std::optional<Difference> first_difference(const Answers& left, const Answers& right, std::size_t end) {
  for (std::size_t bar = 0; bar < end; ++bar) {
    bar = std::min(next_said(left, bar), next_said(right, bar));
    if (bar >= end) break;
    if (auto difference = difference_at(left, bar, right, bar)) return difference;
  }
  return std::nullopt;
}

}  // namespace orchestrator
