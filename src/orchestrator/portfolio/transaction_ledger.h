// The record of what was filled, and what it did to cash.
#pragma once

#include <cstdint>
#include <vector>

#include "orchestrator/market/market.h"
#include "orchestrator/portfolio/position.h"

namespace orchestrator {

/// Takes fills and funding payments, keeps a Position for each symbol, and says what they changed in cash. All amounts in cash currency.
class TransactionLedger {
 public:
  /// One contract a symbol. With `keep_fills` every fill is remembered for `get_fills`.
  TransactionLedger(Market market, const std::vector<Contract>& contracts, bool keep_fills);

  /// Books a fill, its fee included.
  void ingest(std::uint32_t symbol, const FillRecord& fill);
  /// Books a funding payment; positive is paid, negative received.
  void ingest_funding(double amount);

  /// What cash changed by since the last `pop_cash_delta`.
  double current_cash_delta() const { return cash_delta_; }
  double pop_cash_delta();

  const Position& position(std::uint32_t symbol) const { return positions_[symbol]; }
  double unrealised_pnl(std::uint32_t symbol, double mark) const { return positions_[symbol].unrealised(mark); }
  /// The fills in order; empty unless they are kept.
  const std::vector<FillRecord>& get_fills() const { return fills_; }

  double realised() const { return realised_; }
  double fees() const { return fees_; }
  double funding() const { return funding_; }
  double traded_notional() const { return traded_notional_; }
  /// Quantity * average price summed over the open positions: what spot cash was exchanged for.
  double open_cost() const;

 private:
  Market market_;
  bool keep_fills_;
  std::vector<Position> positions_;
  std::vector<FillRecord> fills_;
  double cash_delta_ = 0;
  double realised_ = 0;
  double fees_ = 0;
  double funding_ = 0;
  double traded_notional_ = 0;
};

}  // namespace orchestrator
