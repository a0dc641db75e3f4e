#include "portfolio_view.h"

#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include "built_proposal.h"
#include "candle_arrays.h"
#include "orchestrator/components/load_component.h"
#include "orchestrator/engine/configuration_reader.h"
#include "orchestrator/engine/run_repository.h"
#include "python_errors.h"
#include "python_values.h"

namespace orchestrator::python {
namespace {

constexpr WarmUp kNoWarmUp{};

/// A copy that lasts: the manager's meta views names of its own.
TradeMeta lasting(TradeMeta meta) {
  meta.symbol = lasting_text(meta.symbol);
  meta.strategy_name = lasting_text(meta.strategy_name);
  return meta;
}

/// What a user's function says of a proposal.
bool admits(nb::handle check_risk, nb::handle proposal, const TradeMeta& meta) {
  return guarded("risk_failed", "/check_risk", [&] {
    const int truth = PyObject_IsTrue(nb::object(check_risk(proposal, lasting(meta))).ptr());
    if (truth < 0) throw nb::python_error();
    return truth == 1;
  });
}

}  // namespace

PortfolioView::PortfolioView(const std::string& config, const AnyDict& candles, const AnyDict& objects)
    : config_(read_configuration(config, read_inline_rows(candles))), loader_(objects), repository_(open_run_repository(config_)) {
  load_candles();
  load_policies();
  make_manager();
}

void PortfolioView::load_candles() {
  Warnings& warnings = config_.warnings;
  data_ = load_market_data(config_, config_.symbols, kNoWarmUp, *repository_, warnings);
  std::vector<CandleSpan> tracks;
  for (const SymbolData& symbol : data_.symbols) {
    names_.push_back(symbol.name);
    tracks.push_back(symbol.detail);
  }
  timeline_ = std::make_shared<const Timeline>(tracks, data_.detail_interval.ms());
  if (config_.market == Market::kPerp) load_perpetual_data(config_, data_.range, *repository_, data_, warnings);
}

void PortfolioView::load_policies() {
  const LoadContext context{config_.plugin_path, config_.seed, &loader_};
  fee_ = load_fee_model(config_.fee_model, context);
  slippage_ = load_slippage_model(config_.slippage_model, context);
  fill_ = load_fill_policy(config_.fill_policy, context);
  sizing_ = load_sizing_model(config_.sizing_model, context);
  capacity_ = load_capacity_policy(config_.capacity_policy, context);
}

void PortfolioView::make_manager() {
  PortfolioSettings settings;
  settings.initial_cash = config_.initial_cash;
  settings.leverage = config_.leverage;
  settings.cross_margin = config_.margin_mode == MarginMode::kCross;
  settings.interval = config_.interval;
  settings.seed = config_.seed;
  settings.explain = config_.explain;
  settings.keep_fills = true;
  settings.check_every_event = true;
  std::vector<PortfolioSymbol> symbols;
  for (const SymbolData& symbol : data_.symbols)
    symbols.push_back({symbol.name, instrument_of(config_, symbol.name), data_.detail_interval, symbol.funding, symbol.mark});
  const PortfolioPolicies policies{fee_.get(), slippage_.get(), fill_.get(), sizing_.get(), capacity_.get()};
  opened_ = open_manager(config_.market, settings, policies, *timeline_, std::move(symbols), risk_);
}

void PortfolioView::require_running() const {
  if (finished_) throw nb::value_error("the portfolio is finished: what was open is closed");
}

/// The step of the symbol's candle that opens at `ts`.
Step PortfolioView::step_for(std::uint32_t symbol, TimeMs ts) const {
  const CandleSpan& candles = timeline_->track(symbol).candles();
  const std::size_t candle = candles.lower_bound(ts);
  if (candle == candles.size() || candles.open_time[candle] != ts) {
    throw nb::value_error(
        fmt::format("no candle of {} opens at {}; {}", names_[symbol], format_time(ts),
                    candle == candles.size() ? "its last one is over" : "the next one opens at " + format_time(candles.open_time[candle]))
            .c_str());
  }
  const Step step = timeline_->track(symbol).step_of(candle);
  if (step < done_)
    throw nb::value_error(fmt::format("{} is over: on_bar has been at {}", format_time(ts), format_time(timeline_->at(done_ - 1))).c_str());
  return step;
}

/// Executes the due steps before `step`.
void PortfolioView::advance_to(Step step) {
  BasePortfolioManager& manager = this->manager();
  for (Step due = manager.next_due(done_); due < step; due = manager.next_due(due + 1)) manager.on_bar(due);
  done_ = std::max(done_, step);
}

/// Where the proposal is tried; nullopt when its symbol has no candle left.
std::optional<Step> PortfolioView::step_of(const TradeProposal& proposal, std::optional<TimeMs> now_ts) const {
  const TimeMs now = now_ts.value_or(proposal.decision_time);
  if (now < proposal.decision_time) {
    throw nb::value_error(
        fmt::format("the proposal is decided on at {}, after {}", format_time(proposal.decision_time), format_time(now)).c_str());
  }
  const CandleSpan& candles = timeline_->track(proposal.symbol).candles();
  const std::size_t first = candles.lower_bound(now);
  if (first == candles.size()) return std::nullopt;
  return step_for(proposal.symbol, now_ts.value_or(candles.open_time[first]));
}

/// Rounds the bracket to the instrument's ticks, as a run does; false: it is rejected.
bool PortfolioView::settle(TradeProposal& proposal) {
  bool mirrored = false;
  const double tick = instrument_of(config_, names_[proposal.symbol]).tick_size;
  if (settle_bracket(proposal.direction, proposal.entry_price, tick, proposal.tp_price, proposal.sl_price, mirrored)) return true;
  manager().reject(proposal, RejectReason::kBadBracket, proposal.entry_price, proposal.tp_price, proposal.sl_price);
  return false;
}

bool PortfolioView::try_execute(nb::handle object, std::optional<TimeMs> now_ts, nb::handle check_risk) {
  require_running();
  const auto& built = nb::cast<const BuiltProposal&>(object);
  TradeProposal proposal = built.proposal();
  proposal.symbol = index_of_symbol(names_, built.symbol());
  const std::optional<Step> step = step_of(proposal, now_ts);
  if (step) advance_to(*step);
  proposal.id = tried_++;
  proposals_.push_back(nb::borrow(object));
  if (!settle(proposal)) return false;
  if (!step) {
    manager().reject(proposal, RejectReason::kNoData);
    return false;
  }
  risk_ = {};
  if (!check_risk.is_none()) risk_ = [&](const TradeProposal&, const TradeMeta& meta) { return admits(check_risk, object, meta); };
  return manager().try_execute(proposal, *step);
}

void PortfolioView::close_longs(const std::string& name, TimeMs now_ts) {
  require_running();
  const std::uint32_t symbol = index_of_symbol(names_, name);
  const Step step = step_for(symbol, now_ts);
  advance_to(step);
  manager().close_longs(symbol, step);
}

void PortfolioView::on_bar(TimeMs ts) {
  require_running();
  if (last_ts_ && ts < *last_ts_)
    throw nb::value_error(fmt::format("on_bar has been at {}: {} is over", format_time(*last_ts_), format_time(ts)).c_str());
  const Step next = timeline_->lower_bound(ts + 1);
  if (next < done_) throw nb::value_error(fmt::format("{} is over", format_time(ts)).c_str());
  advance_to(next);
  last_ts_ = ts;
}

void PortfolioView::apply_funding(TimeMs ts) {
  require_running();
  const Step step = timeline_->lower_bound(ts);
  if (step < done_) throw nb::value_error(fmt::format("{} is over", format_time(ts)).c_str());
  if (step == timeline_->size()) return;
  advance_to(step);
  opened_->pay_funding(step);
}

void PortfolioView::finish() {
  if (finished_) return;
  advance_to(static_cast<Step>(timeline_->size()));
  finished_ = true;
  manager().finish();
}

const RunResult& PortfolioView::results() {
  finish();
  if (!results_) {
    BacktestResult result;
    describe(result);
    results_.emplace(RunResult{std::move(result)});
  }
  return *results_;
}

void PortfolioView::describe(BacktestResult& result) {
  result.interval = config_.interval;
  result.detail_interval = data_.detail_interval;
  result.market = config_.market;
  result.symbols = names_;
  result.seed = config_.seed;
  result.initial_cash = config_.initial_cash;
  result.warnings = config_.warnings;
  result.explain = config_.explain;
  result.timeline = timeline_;
  result.portfolio = manager().take_results();
  result.counts.proposals = tried_;
  count_outcomes(result.portfolio, result.counts);
}

}  // namespace orchestrator::python
