// The portfolio of a run: tries proposals, executes their events in order, keeps cash, positions, equity and the trade log.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "orchestrator/market/timeline.h"
#include "orchestrator/market/warning.h"
#include "orchestrator/portfolio/curve_marker.h"
#include "orchestrator/portfolio/event_queue.h"
#include "orchestrator/portfolio/portfolio_settings.h"
#include "orchestrator/portfolio/trade_book.h"
#include "orchestrator/portfolio/trade_record.h"
#include "orchestrator/portfolio/transaction_ledger.h"

namespace orchestrator {

/// Everything that a finished portfolio knows.
struct PortfolioResults {
  double final_cash = 0;
  std::vector<TradeRecord> trades;  ///< in the order of their exits
  std::vector<std::string> labels;  ///< of resolvers
  std::array<std::uint64_t, kRejectReasonCount> rejections{};
  std::vector<Rejection> rejected;  ///< only with `explain`
  EquityCurve equity;
  std::uint64_t admitted = 0;
  std::uint64_t unfilled = 0;
  std::uint64_t dropped_legs = 0;
  std::uint64_t ambiguous_exits = 0;
  std::uint64_t steps_exposed = 0;
  double fees = 0;
  double funding = 0;
  double traded_notional = 0;
};

/// SPOT portfolio, and the base of the perpetual one. Driven by a timeline loop: at each step that has proposals, `try_execute` for them; at
/// each step that is due (`next_due`), then `on_bar`. Nothing is done for the steps between: the curve is marked from what changed, by the
/// helper behind the execution and, what it has not marked by then, at the end.
class BasePortfolioManager {
 public:
  /// `timeline`'s tracks are the symbols' detail candles, in the order of `symbols`; it outlives the portfolio.
  BasePortfolioManager(const PortfolioSettings& settings, const PortfolioPolicies& policies, const Timeline& timeline,
                       std::vector<PortfolioSymbol> symbols, Market market = Market::kSpot);
  virtual ~BasePortfolioManager();
  BasePortfolioManager(const BasePortfolioManager&) = delete;
  BasePortfolioManager& operator=(const BasePortfolioManager&) = delete;

  /// Admits the proposal, or rejects and counts it. `now` is the step of its symbol's first detail candle at or after T.
  bool try_execute(const TradeProposal& proposal, Step now);
  /// Counts a rejection that was found before the proposal reached the portfolio.
  void reject(const TradeProposal& proposal, RejectReason reason, double a = kNoPrice, double b = kNoPrice, double c = kNoPrice);
  /// A SELL that closes: at `now`, the open LONG trades exit and waiting ones are cancelled (note 6.g).
  void close_longs(std::uint32_t symbol, Step now);
  /// Funding due, the events of the step, cross-margin liquidation.
  void on_bar(Step now);
  /// The first step at or after `from` at which `on_bar` has something to do; kNoStep when there is none.
  Step next_due(Step from) const;
  /// After the last step: marks the curve, cancels what waits, closes what is open (FINAL), checks conservation.
  void finish();
  PortfolioResults take_results();

  double cash() const { return cash_; }
  const TransactionLedger& ledger() const { return ledger_; }

 protected:
  /// The risk hook of admission; true admits.
  virtual bool check_risk(const TradeProposal& /*proposal*/, const TradeMeta& /*meta*/) { return true; }
  /// Cash (SPOT) or margin (PERP) that a leg of this notional needs, its fee included.
  virtual double needed_for(double notional, double fee_rate) const { return notional * (1 + fee_rate); }
  /// What is free for new legs.
  virtual double free_amount() const { return cash_ - book_.reserved(); }
  /// What the symbol's position adds to equity at this price.
  double value_at(std::uint32_t symbol, double price) const { return values_[symbol](ledger_.position(symbol).open(), price); }
  virtual double liquidation_price(const LiveTrade& /*trade*/, const FillSum& /*basis*/) const { return kNoPrice; }
  virtual void apply_funding(Step /*now*/) {}
  virtual Step next_funding(Step /*from*/) const { return kNoStep; }
  /// True when every step with an open position must be looked at.
  virtual bool watches_every_step() const { return false; }
  virtual void liquidate_if_short_of_margin(Step /*now*/) {}
  /// Cash that conservation expects (section 8).
  virtual double conserved_cash() const;

  void close_at(LiveTrade& trade, std::uint32_t slot, std::size_t candle, TimeMs exit_time, ExitType type, double price);
  void settle_cash();
  double last_close(std::uint32_t symbol, Step now) const;
  TradeBook& book() { return book_; }
  double reserved() const { return book_.reserved(); }
  double equity() const { return equity_; }  ///< during admission: after the step before
  const std::vector<std::uint32_t>& active_symbols() const { return active_; }
  const std::vector<PortfolioSymbol>& symbols() const { return symbols_; }
  const Timeline& timeline() const { return *timeline_; }
  const PortfolioSettings& settings() const { return settings_; }
  TransactionLedger& mutable_ledger() { return ledger_; }
  void check_conservation(const char* when) const;

 private:
  struct Admission;  // portfolio_admission.cpp
  /// What a proposal's legs come to at their quantities.
  struct SizedLegs {
    double needed = 0;  ///< cash or margin
    double smallest_notional = std::numeric_limits<double>::infinity();
    bool some_zero = false;  ///< a leg rounded to nothing
  };
  bool admit(Admission& admission);
  bool has_capacity(Admission& admission);
  SizedLegs size_legs(Admission& admission, double quantity);
  TradeMeta meta_of(const TradeProposal& proposal, double reference, TimeMs ts) const;
  void build_legs(Admission& admission);
  double reference_price(const TradeProposal& proposal, const OrderLeg& leg, double open) const;
  void start_trade(Admission& admission);

  void execute(const QueuedEvent& event);
  void search_leg(LiveTrade& trade, std::uint32_t slot, LiveLeg& leg);
  bool find_start(const LiveTrade& trade, LiveLeg& leg, const CandleSpan& candles, std::size_t end) const;
  void fill_leg(LiveTrade& trade, std::uint32_t slot, LiveLeg& leg, Step now);
  bool stop_comes_first(const LiveTrade& trade, const LiveLeg& leg, std::size_t candle) const;
  double best_before(const LiveTrade& trade, std::size_t candle) const;
  void book_entry(LiveTrade& trade, const LiveLeg& leg, std::size_t candle, const FillSum& filled, double fees);
  void end_leg(LiveTrade& trade, std::uint32_t slot, LiveLeg& leg);
  void watch_exit(LiveTrade& trade, std::uint32_t slot, std::size_t from);
  void search_exit(LiveTrade& trade, std::uint32_t slot);
  void signal_exit(LiveTrade& trade, std::uint32_t slot, Step now);
  FillSum fill_event(TradeEvent event, std::uint32_t symbol, std::size_t candle, double& fees);
  void record(const LiveTrade& trade, std::size_t candle, TimeMs exit_time, ExitType type, const FillSum& exit);
  void position_changed(std::uint32_t symbol);
  void note_exposure();
  void end_following();
  void know_equity_before(Step now);
  double cost_rate(EventCostModel& model, const TradeEvent& event, const char* where) const;

  PortfolioSettings settings_;
  PortfolioPolicies policies_;
  const Timeline* timeline_;
  Market market_;
  std::vector<PortfolioSymbol> symbols_;
  TransactionLedger ledger_;
  TradeBook book_;
  EventQueue queue_;
  std::vector<std::uint32_t> active_;  ///< symbols with a position, ascending
  std::vector<PositionValue> values_;  ///< one a symbol
  EquityHistory history_;
  Step now_ = 0;            ///< the step whose events are executed
  Step exposed_since_ = 0;  ///< step at whose mark trades are open first, while they are
  bool exposed_ = false;
  std::vector<FillRecord> fill_scratch_;
  std::vector<LiveLeg> leg_scratch_;
  double cash_;
  double equity_;
  Step equity_before_ = 0;  ///< `equity_` is that before this step
  PortfolioResults results_;
  CurveMarker marker_;
  BackgroundWorker::Ticket follower_;  ///< marks behind the execution; null when nobody does
  std::atomic<bool> stop_following_{false};
};

}  // namespace orchestrator
