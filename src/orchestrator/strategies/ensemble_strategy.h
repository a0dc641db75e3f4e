// Several strategies that vote (docs/strategies.md).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "orchestrator/base/component_info.h"
#include "orchestrator/strategies/base_strategy.h"
#include "orchestrator/strategies/catalogue.h"

namespace orchestrator {

/// Each member decides on the same bar; `method` turns their votes into one decision.
class EnsembleStrategy final : public BaseStrategy {
 public:
  static const ComponentInfo& info();
  /// Reads `method`, `threshold` and `weights`; members are added afterwards. Members without a weight in the list have weight 1.
  explicit EnsembleStrategy(const Params& params = {}) { EnsembleStrategy::set_params(params); }
  /// With the members that `strategies` specifies. Throws a configuration error for none, or for weights that do not fit.
  static std::unique_ptr<BaseStrategy> make(const Params& params, const MemberLoader& load);

  /// Adds a member. `weight` is finite and >= 0.
  void add_strategy(std::unique_ptr<BaseStrategy> strategy, double weight = 1.0);

  std::string name() const override { return info().class_name; }
  void set_params(const Params& params) override;
  std::size_t get_required_lookback(Interval interval) const override;
  std::vector<IndicatorRequest> required_indicators(Interval interval) const override;
  Decision decide(const BarView& bars) override;
  /// Only of members that have one: these can be asked again, bar by bar, when one of them fails inside a range.
  bool has_decide_range() const override;
  void decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) override;
  void fit(const BarView& warm_up) override;
  void reset() override;
  bool needs_processes() const override;

 private:
  enum class Method { kWeighted, kMajority, kAny, kUnanimous };
  struct Member {
    std::unique_ptr<BaseStrategy> strategy;
    double weight = 1;
    std::string quoted_name{};  // as JSON, made once: meta is written on every signal
    JobBars job{};              // the ensemble's bars with this member's lookback and indicator columns
    std::size_t slots = 0;      // indicator columns of its own
    Decision vote{};
  };

  static Method read_method(const Params& params, const std::string& text);
  void show_job(const JobBars& job);
  Decision vote(std::size_t bar);
  Signal outcome() const;
  Signal weighted_outcome() const;
  Decision decision_of(Signal signal) const;
  std::string meta(std::size_t prices_from) const;

  std::vector<Member> members_;
  Method method_ = Method::kWeighted;
  double threshold_ = 0.5;
};

}  // namespace orchestrator
