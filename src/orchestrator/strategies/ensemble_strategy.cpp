#include "orchestrator/strategies/ensemble_strategy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "orchestrator/base/nearest_name.h"
#include "orchestrator/base/parameter_reader.h"

namespace orchestrator {
namespace {

const char* vote_name(Signal signal) { return signal == Signal::kBuy ? "BUY" : signal == Signal::kSell ? "SELL" : "NO"; }

// The weights of a configuration, one a member; all 1 when there are none.
std::vector<double> read_weights(const Params& params, std::size_t members) {
  if (!params.has("weights") || params.find("weights")->is_null()) return std::vector<double>(members, 1.0);
  const std::vector<double> weights = params.numbers("weights");
  if (weights.size() != members) {
    throw params.invalid("weights", fmt::format("there are {} weights for {} strategies", weights.size(), members),
                         "give one weight a strategy, or none");
  }
  for (const double weight : weights) {
    if (!std::isfinite(weight) || weight < 0) throw params.invalid("weights", fmt::format("a weight is {}, but must be >= 0", weight));
  }
  if (std::all_of(weights.begin(), weights.end(), [](double w) { return w == 0; })) throw params.invalid("weights", "all weights are 0");
  return weights;
}

}  // namespace

const ComponentInfo& EnsembleStrategy::info() {
  static const ComponentInfo table{
      "ensemble",
      "EnsembleStrategy",
      "strategy",
      "several strategies that vote on every bar",
      {{"strategies", "list", {}, {}, {}, "the members: strategy specifications", true},
       {"weights", "list", {}, {}, {}, "one number >= 0 a member; default: equal"},
       {"method", "text", "weighted", {}, {}, "weighted, majority, any or unanimous"},
       {"threshold", "number", 0.5, 0, 1, "weighted: share of the weight that BUY must have over SELL, or SELL over BUY", false, true}}};
  return table;
}

EnsembleStrategy::Method EnsembleStrategy::read_method(const Params& params, const std::string& text) {
  const std::vector<std::string> names{"weighted", "majority", "any", "unanimous"};
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) throw params.invalid("method", fmt::format("there is no method '{}'", text), name_hint(text, names));
  return static_cast<Method>(found - names.begin());
}

void EnsembleStrategy::set_params(const Params& params) {
  const ParameterReader reader(params, info());
  method_ = read_method(params, reader.text("method"));
  threshold_ = reader.number("threshold");
  if (!members_.empty()) {
    const std::vector<double> weights = read_weights(params, members_.size());
    for (std::size_t k = 0; k < members_.size(); ++k) members_[k].weight = weights[k];
  }
  BaseStrategy::set_params(params);
}

std::unique_ptr<BaseStrategy> EnsembleStrategy::make(const Params& params, const MemberLoader& load) {
  auto ensemble = std::make_unique<EnsembleStrategy>(params);
  const Value* specs = params.find("strategies");
  if (!specs || specs->is_null())
    throw configuration_error("missing_parameter", "ensemble needs the parameter 'strategies'", params.where() + "/strategies");
  const ValueList* list = specs->as_list();
  if (!list) throw configuration_error("wrong_type", "parameter 'strategies' must be a list of strategies", params.where() + "/strategies");
  if (list->empty()) throw params.invalid("strategies", "an ensemble needs at least one strategy");
  const std::vector<double> weights = read_weights(params, list->size());
  for (std::size_t k = 0; k < list->size(); ++k) {
    ensemble->add_strategy(load((*list)[k], fmt::format("{}/strategies/{}", params.where(), k)), weights[k]);
  }
  return ensemble;
}

void EnsembleStrategy::add_strategy(std::unique_ptr<BaseStrategy> strategy, double weight) {
  if (!std::isfinite(weight) || weight < 0) throw get_params().invalid("weights", fmt::format("a weight is {}, but must be >= 0", weight));
  std::string quoted_name = nlohmann::json(strategy->name()).dump();
  members_.push_back({std::move(strategy), weight, std::move(quoted_name)});
}

std::size_t EnsembleStrategy::get_required_lookback(Interval interval) const {
  std::size_t lookback = 1;
  for (const Member& member : members_) lookback = std::max(lookback, member.strategy->get_required_lookback(interval));
  return lookback;
}

std::vector<IndicatorRequest> EnsembleStrategy::required_indicators(Interval interval) const {
  std::vector<IndicatorRequest> all;
  for (const Member& member : members_) {
    const auto requests = member.strategy->required_indicators(interval);
    all.insert(all.end(), requests.begin(), requests.end());
  }
  return all;
}

// Shows every member the bars with its own slots only. Symbols' names are copied once a job, not once a bar.
void EnsembleStrategy::show_job(const JobBars& job) {
  std::size_t slot = 0;
  for (Member& member : members_) {
    const bool first_time = member.job.symbols.size() != job.symbols.size();
    if (first_time || member.job.interval != job.interval) {
      member.job.interval = job.interval;
      member.job.lookback = std::max<std::size_t>(1, member.strategy->get_required_lookback(job.interval));
      member.slots = member.strategy->required_indicators(job.interval).size();
    }
    member.job.tp_ratio = job.tp_ratio;
    member.job.sl_ratio = job.sl_ratio;
    member.job.symbols.resize(job.symbols.size());
    for (std::size_t k = 0; k < job.symbols.size(); ++k) {
      SymbolBars& bars = member.job.symbols[k];
      if (bars.symbol != job.symbols[k].symbol) bars.symbol = job.symbols[k].symbol;
      bars.candles = job.symbols[k].candles;
      bars.owner = job.symbols[k].owner;
      bars.indicators = job.symbols[k].indicators.subspan(slot, member.slots);
    }
    slot += member.slots;
  }
}

bool EnsembleStrategy::has_decide_range() const {
  return std::all_of(members_.begin(), members_.end(), [](const Member& m) { return m.strategy->has_decide_range(); });
}

Decision EnsembleStrategy::decide(const BarView& bars) {
  show_job(bars.job());
  return vote(bars.bar());
}

void EnsembleStrategy::decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) {
  show_job(job);
  for (std::size_t bar = begin; bar < end; ++bar) {
    if (Decision decision = vote(bar); decision.signal != Signal::kNo) sink.emit(bar, std::move(decision));
  }
}

Decision EnsembleStrategy::vote(std::size_t bar) {
  for (Member& member : members_) member.vote = member.strategy->decide(BarView(member.job, bar));
  const Signal signal = outcome();
  return signal == Signal::kNo ? Decision{} : decision_of(signal);
}

Signal EnsembleStrategy::weighted_outcome() const {
  double buy = 0, sell = 0, all = 0;
  for (const Member& member : members_) {
    all += member.weight;
    if (member.vote.signal == Signal::kBuy) buy += member.weight;
    if (member.vote.signal == Signal::kSell) sell += member.weight;
  }
  // Compared with a share of the sum instead of normalised: six times a sixth is less than one.
  if (buy - sell >= threshold_ * all && buy > sell) return Signal::kBuy;
  if (buy - sell <= -threshold_ * all && buy < sell) return Signal::kSell;
  return Signal::kNo;
}

Signal EnsembleStrategy::outcome() const {
  if (method_ == Method::kWeighted) return weighted_outcome();
  if (method_ == Method::kAny) {
    const auto first = std::find_if(members_.begin(), members_.end(), [](const Member& m) { return m.vote.signal != Signal::kNo; });
    return first == members_.end() ? Signal::kNo : first->vote.signal;
  }
  for (const Signal signal : {Signal::kBuy, Signal::kSell}) {
    const auto votes =
        static_cast<std::size_t>(std::count_if(members_.begin(), members_.end(), [&](const Member& m) { return m.vote.signal == signal; }));
    const bool enough = method_ == Method::kMajority ? votes * 2 > members_.size() : votes == members_.size() && votes > 0;
    if (enough) return signal;
  }
  return Signal::kNo;
}

Decision EnsembleStrategy::decision_of(Signal signal) const {
  double weight = 0, weighted = 0, plain = 0;
  std::size_t count = 0;
  std::size_t heaviest = members_.size();
  for (std::size_t k = 0; k < members_.size(); ++k) {
    const Member& member = members_[k];
    if (member.vote.signal != signal) continue;
    if (heaviest == members_.size() || member.weight > members_[heaviest].weight) heaviest = k;
    weight += member.weight;
    weighted += member.weight * member.vote.confidence;
    plain += member.vote.confidence;
    ++count;
  }
  Decision decision = members_[heaviest].vote;  // prices and plan
  decision.strategy_name.clear();
  decision.confidence = weight > 0 ? weighted / weight : plain / static_cast<double>(count);
  decision.meta = meta(heaviest);
  return decision;
}

std::string EnsembleStrategy::meta(std::size_t prices_from) const {
  std::string text = "{\"votes\":[";
  for (const Member& member : members_) {
    if (text.back() == '}') text += ',';
    text.append("{\"strategy\":").append(member.quoted_name).append(",\"signal\":\"").append(vote_name(member.vote.signal)).append("\"}");
  }
  return text.append("],\"prices_from\":").append(std::to_string(prices_from)).append("}");
}

void EnsembleStrategy::fit(const BarView& warm_up) {
  show_job(warm_up.job());
  for (Member& member : members_) member.strategy->fit(BarView(member.job, warm_up.bar()));
}

bool EnsembleStrategy::needs_processes() const {
  return std::any_of(members_.begin(), members_.end(), [](const Member& m) { return m.strategy->needs_processes(); });
}

void EnsembleStrategy::reset() {
  for (Member& member : members_) {
    member.job = {};
    member.strategy->reset();
  }
}

}  // namespace orchestrator
