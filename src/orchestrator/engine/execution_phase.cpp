#include "orchestrator/engine/execution_phase.h"

#include <algorithm>

#include "orchestrator/base/error.h"
#include "orchestrator/portfolio/perp_portfolio_manager.h"

namespace orchestrator {
namespace {

/// A proposal and the step at which it is tried.
struct Scheduled {
  Step step = kNoStep;
  std::uint32_t id = 0;
};

constexpr std::size_t kPrefetchAhead = 8;

class ExecutionPhase {
 public:
  ExecutionPhase(const ExecutionInput& input, std::optional<CrossingPolicy> crossing_override)
      : in_(input), portfolio_(make_portfolio(crossing_override)) {}

  ExecutionOutput run(RunWatch& watch) {
    schedule();
    walk(watch);
    portfolio_->finish();
    output_.portfolio = portfolio_->take_results();
    auto& rejected = output_.portfolio.rejected;
    std::sort(rejected.begin(), rejected.end(), [](const Rejection& a, const Rejection& b) { return a.proposal_id < b.proposal_id; });
    return std::move(output_);
  }

 private:
  std::unique_ptr<BasePortfolioManager> make_portfolio(std::optional<CrossingPolicy> crossing_override) const {
    PortfolioSettings settings;
    settings.initial_cash = in_.config.initial_cash;
    settings.leverage = in_.config.leverage;
    settings.cross_margin = in_.config.margin_mode == MarginMode::kCross;
    settings.interval = in_.config.interval;
    settings.seed = in_.config.seed;
    settings.helper = in_.helper;
    settings.crossing_override = crossing_override;
    settings.check_every_event = in_.check_every_event;
    settings.explain = in_.config.explain && !crossing_override;
    const RunComponents& c = in_.components;
    const PortfolioPolicies policies{c.fee_model.get(), c.slippage_model.get(), c.fill_policy.get(), c.sizing_model.get(),
                                     c.capacity_policy.get()};
    std::vector<PortfolioSymbol> symbols;
    for (const SymbolData& symbol : in_.data.symbols) {
      symbols.push_back({symbol.name, instrument_of(in_.config, symbol.name), in_.data.detail_interval, symbol.funding, symbol.mark});
    }
    if (in_.config.market == Market::kPerp)
      return std::make_unique<PerpPortfolioManager>(settings, policies, in_.timeline, std::move(symbols));
    return std::make_unique<BasePortfolioManager>(settings, policies, in_.timeline, std::move(symbols));
  }

  const ProposalSeed& seed_of(std::uint32_t id) const { return job_of(id).proposals.seeds()[in_.proposals[id].seed]; }
  const Job& job_of(std::uint32_t id) const { return in_.jobs[in_.proposals[id].job]; }
  std::uint32_t symbol_of(std::uint32_t id) const { return job_of(id).symbols[seed_of(id).symbol]; }
  TimeMs decision_time(std::uint32_t id) const { return job_of(id).open_time(seed_of(id).bar) + in_.config.interval.ms(); }
  bool opens(std::uint32_t id) const { return seed_of(id).signal == Signal::kBuy || in_.config.sell_signal == SellSignal::kShort; }

  /// Finds each proposal's try time; proposals without one are rejected here. Decision times increase along the proposals, so a cursor a symbol suffices.
  void schedule() {
    std::vector<std::size_t> cursor(in_.data.symbols.size(), 0);
    scheduled_.reserve(in_.proposals.size());
    for (std::uint32_t id = 0; id < in_.proposals.size(); ++id) {
      const bool opening = opens(id);
      if (!opening && in_.config.sell_signal == SellSignal::kIgnore) continue;
      if (opening) ++output_.proposals;
      const std::uint32_t symbol = symbol_of(id);
      const Track& track = in_.timeline.track(symbol);
      const TimeMs t = decision_time(id);
      std::size_t& i = cursor[symbol];
      i = track.first_at(t, i);
      if (i < track.size()) {
        scheduled_.push_back({track.step_of(i), id});
      } else if (opening) {
        TradeProposal proposal;
        if (resolve(id, proposal)) portfolio_->reject(proposal, RejectReason::kNoData);
      }
    }
    const auto by_step = [](const Scheduled& a, const Scheduled& b) { return a.step < b.step; };
    if (!std::is_sorted(scheduled_.begin(), scheduled_.end(), by_step)) std::stable_sort(scheduled_.begin(), scheduled_.end(), by_step);
  }

  /// Fills in the prices of a decision (section 3). False: rejected as `bad_bracket`, which is counted.
  bool resolve(std::uint32_t id, TradeProposal& proposal) {
    const Job& job = job_of(id);
    const ProposalSeed& seed = seed_of(id);
    const DecisionDetails* details = job.proposals.details(seed);
    proposal.id = id;
    proposal.symbol = job.symbols[seed.symbol];
    proposal.direction = seed.signal == Signal::kBuy ? Direction::kLong : Direction::kShort;
    proposal.decision_bars = &job.bars[seed.symbol];
    proposal.decision_index = seed.bar;
    proposal.decision_close = seed.close;
    proposal.decision_time = job.open_time(seed.bar) + in_.config.interval.ms();
    proposal.plan = details && details->plan ? details->plan.get() : &in_.plan;
    proposal.strategy_name = details && details->strategy_name ? details->strategy_name : &in_.strategy_name;
    proposal.meta = details ? details->meta : nullptr;
    proposal.confidence = details ? details->confidence : 1.0;
    proposal.entry_price = details && details->entry_price.is_set() ? details->entry_price.value() : proposal.decision_close;
    const double d = static_cast<double>(proposal.direction);
    proposal.tp_price = resolve_exit_price(details ? details->tp_price : OptionalPrice(), in_.config.tp_ratio, proposal.entry_price, d);
    proposal.sl_price = resolve_exit_price(details ? details->sl_price : OptionalPrice(), in_.config.sl_ratio, proposal.entry_price, -d);
    bool mirrored = false;
    const double tick = tick_size(proposal.symbol);
    const bool good = settle_bracket(proposal.direction, proposal.entry_price, tick, proposal.tp_price, proposal.sl_price, mirrored);
    if (mirrored) ++output_.mirrored;
    if (!good) portfolio_->reject(proposal, RejectReason::kBadBracket, proposal.entry_price, proposal.tp_price, proposal.sl_price);
    return good;
  }

  double tick_size(std::uint32_t symbol) {
    if (ticks_.empty()) {
      for (const SymbolData& s : in_.data.symbols) ticks_.push_back(instrument_of(in_.config, s.name).tick_size);
    }
    return ticks_[symbol];
  }

  void try_one(const Scheduled& scheduled) {
    if (!opens(scheduled.id)) return portfolio_->close_longs(symbol_of(scheduled.id), scheduled.step);
    TradeProposal proposal;
    if (resolve(scheduled.id, proposal)) portfolio_->try_execute(proposal, scheduled.step);
  }

  /// Proposals lie too far apart in the columns for the processor to guess where the next one's candle is. (Inlined by force: GCC takes a call of a
  /// function that only prefetches for one without effect.)
  [[gnu::always_inline]] inline void prefetch(std::size_t index) const {
    if (index >= scheduled_.size()) return;
    const std::uint32_t id = scheduled_[index].id;
    const ProposalSeed& seed = seed_of(id);
    const CandleSpan& bars = job_of(id).bars[seed.symbol];
    __builtin_prefetch(&bars.open[std::min<std::size_t>(seed.bar + 1, bars.size() - 1)]);
  }

  void walk(RunWatch& watch) {
    const auto end = static_cast<Step>(in_.timeline.size());
    watch.progress.start_phase("execution", end);
    constexpr Step kReportEvery = 16384;
    Step reported = 0;
    std::size_t next = 0;
    Step due = portfolio_->next_due(0);
    while (true) {
      const Step step = std::min(due, next < scheduled_.size() ? scheduled_[next].step : kNoStep);
      if (step >= end) break;
      if (step - reported >= kReportEvery) {
        watch.advance(step - reported);
        reported = step;
      }
      for (; next < scheduled_.size() && scheduled_[next].step == step; ++next) {
        prefetch(next + kPrefetchAhead);
        try_one(scheduled_[next]);
      }
      due = portfolio_->next_due(step);
      if (due > step) continue;  // every proposal was refused, or waits
      portfolio_->on_bar(step);
      due = portfolio_->next_due(step + 1);
    }
    watch.advance(end - reported);
  }

  const ExecutionInput& in_;
  std::unique_ptr<BasePortfolioManager> portfolio_;
  std::vector<Scheduled> scheduled_;
  std::vector<double> ticks_;
  ExecutionOutput output_;
};

}  // namespace

ExecutionOutput run_execution_phase(const ExecutionInput& input, std::optional<CrossingPolicy> crossing_override, RunWatch& watch) {
  return ExecutionPhase(input, crossing_override).run(watch);
}

}  // namespace orchestrator
