// What a strategy said about a job's bars, and where two such sets of answers differ.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "orchestrator/base/error.h"
#include "orchestrator/base/params.h"
#include "orchestrator/engine/proposal_log.h"

namespace orchestrator {

/// An exception instead of an answer.
struct Failure {
  std::size_t bar = 0;
  Error error;
};

struct Answers {
  /// `bars`: one span a symbol. They may be gone once everything is said.
  explicit Answers(std::vector<CandleSpan> bars) : log(std::move(bars)) {}
  Answers(Answers&&) = default;  // moved only: a copy of the log would point to texts of the original
  Answers& operator=(Answers&&) = default;

  ProposalLog log;                       ///< the BUYs and SELLs
  std::vector<Failure> failures;         ///< of single bars, in their order
  std::optional<Failure> range_failure;  ///< the first of decide_range, after which `decide` was asked

  const Failure* failure_at(std::size_t bar) const;
};

/// What makes two answers different ones.
enum class Sameness {
  kBits,      ///< any bit of any value
  kSubstance  ///< signal and symbol, and prices and confidence by more than a basis point; not what is only remarked
};

/// The first value in which two answers differ.
struct Difference {
  std::size_t bar = 0;       ///< counted as in the left answers
  std::uint32_t symbol = 0;  ///< index into the job's symbols
  std::string value;         ///< see Finding
  Value left, right;
};

/// Compares what was said about all bars before `end`, to the bit.
std::optional<Difference> first_difference(const Answers& left, const Answers& right, std::size_t end);
/// Compares what was said about one bar, whose index may differ since one of them began earlier.
std::optional<Difference> difference_at(const Answers& left, std::size_t left_bar, const Answers& right, std::size_t right_bar,
                                        Sameness sameness = Sameness::kBits);

}  // namespace orchestrator
