// The decisions of one job, compactly: twenty-four bytes for a bare signal, more only for decisions that say more.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "orchestrator/market/candle_series.h"
#include "orchestrator/strategies/decision.h"

namespace orchestrator {

/// What a decision said besides its signal.
struct DecisionDetails {
  OptionalPrice entry_price, tp_price, sl_price;
  double confidence = 1;
  const std::string* meta = nullptr;
  const std::string* strategy_name = nullptr;
  std::shared_ptr<const TradePlan> plan;
};

/// One BUY or SELL of a job.
struct ProposalSeed {
  static constexpr std::uint32_t kBare = 0xFFFFFFFF;
  std::uint32_t bar = 0;          ///< index among the job's loaded bars
  std::uint32_t details = kBare;  ///< index into ProposalLog::details
  std::uint16_t symbol = 0;       ///< index into the job's symbols
  Signal signal = Signal::kNo;
  double close = 0;  ///< of the bar: at hand when the decision is made, far away in memory when it is executed
};

/// Decisions of a job in the order of its bars.
class ProposalLog final : public DecisionSink {
 public:
  /// `bars`: one a symbol of the job; what they view outlives the log. Throws strategy errors for decisions that make no sense (notes 3.a and 3.e).
  explicit ProposalLog(std::vector<CandleSpan> bars) : bars_(std::move(bars)) {}

  void emit(std::size_t bar, Decision decision) override;
  void emit(std::size_t bar, Signal signal, double confidence = 1.0) override;

  const std::vector<ProposalSeed>& seeds() const { return seeds_; }
  /// Whether a decision came with a plan that holds functions: such a log makes sense in this process only.
  bool has_functions() const { return has_functions_; }
  void reserve(std::size_t count) { seeds_.reserve(count); }
  /// Forgets the decisions after the first `count`.
  void shrink_to(std::size_t count) { seeds_.resize(count); }
  const DecisionDetails* details(const ProposalSeed& seed) const {
    return seed.details == ProposalSeed::kBare ? nullptr : &details_[seed.details];
  }

 private:
  void push(std::size_t bar, std::size_t details, std::size_t symbol, Signal signal);
  const std::string* keep(std::string text);

  std::vector<CandleSpan> bars_;
  std::vector<ProposalSeed> seeds_;
  std::deque<DecisionDetails> details_;
  std::deque<std::string> texts_;
  bool has_functions_ = false;
};

}  // namespace orchestrator
