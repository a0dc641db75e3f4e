// A portfolio manager that Python drives, with everything that it needs.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "component_loader.h"
#include "ledger_view.h"
#include "opened_manager.h"
#include "orchestrator/engine/configuration.h"
#include "orchestrator/engine/market_data.h"
#include "orchestrator/repository/candle_repository.h"
#include "python.h"
#include "run_result.h"

namespace orchestrator::python {

class BuiltProposal;

/// Made from a configuration's keys, so that they are checked, defaulted and explained as a run's are. Time goes forward only: a call for an instant first
/// executes what is due before it. Throws ValueError for an instant that is over, and the engine's errors otherwise.
class PortfolioView {
 public:
  /// `config`: JSON; its strategy is not used. `candles`: as `read_inline_rows` takes them. `objects`: {JSON pointer: Python policy}.
  PortfolioView(const std::string& config, const AnyDict& candles, const AnyDict& objects);

  /// Admits the proposal at its symbol's candle of `now_ts` (default: its first candle), or counts a rejection. `check_risk`: None, or a function
  /// (proposal, TradeMeta) -> bool.
  bool try_execute(nb::handle proposal, std::optional<TimeMs> now_ts, nb::handle check_risk);
  /// At the symbol's candle of `now_ts`: open longs exit, waiting ones are cancelled (semantics 6.g).
  void close_longs(const std::string& symbol, TimeMs now_ts);
  /// Executes everything that is due up to and including `ts`.
  void on_bar(TimeMs ts);
  /// Pays the funding that is due at `ts`, which `on_bar` does otherwise.
  void apply_funding(TimeMs ts);
  /// Closes what is open, once.
  void finish();
  /// The result so far becomes that of the end: finishes first.
  const RunResult& results();

  double cash() const { return manager().cash(); }
  /// Cash and positions at the closes of the last instant that was executed.
  double equity() const { return done_ == 0 ? manager().cash() : opened_->equity_after(done_ - 1); }
  double margin() const { return opened_->margin(); }
  LedgerView ledger() const { return {names_, manager().ledger()}; }
  const std::vector<std::string>& symbols() const { return names_; }

 private:
  BasePortfolioManager& manager() const { return opened_->manager(); }
  void load_candles();
  void load_policies();
  void make_manager();
  Step step_for(std::uint32_t symbol, TimeMs ts) const;
  std::optional<Step> step_of(const TradeProposal& proposal, std::optional<TimeMs> now_ts) const;
  bool settle(TradeProposal& proposal);
  void require_running() const;
  void advance_to(Step step);
  void describe(BacktestResult& result);

  RunConfiguration config_;
  InterpreterLoader loader_;
  std::unique_ptr<CandleRepository> repository_;
  MarketData data_;
  std::shared_ptr<const Timeline> timeline_;
  std::vector<std::string> names_;
  std::unique_ptr<EventCostModel> fee_, slippage_;
  std::unique_ptr<FillPolicy> fill_;
  std::unique_ptr<SizingModel> sizing_;
  std::unique_ptr<CapacityPolicy> capacity_;
  RiskCheck risk_;  ///< of the proposal that is being tried
  std::unique_ptr<OpenedManager> opened_;
  std::vector<nb::object> proposals_;  ///< what the manager's trades point into
  std::uint64_t tried_ = 0;
  Step done_ = 0;  ///< instants before this are executed
  std::optional<TimeMs> last_ts_;
  bool finished_ = false;
  std::optional<RunResult> results_;
};

}  // namespace orchestrator::python
