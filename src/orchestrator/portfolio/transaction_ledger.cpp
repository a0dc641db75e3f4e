#include "orchestrator/portfolio/transaction_ledger.h"

#include <utility>

namespace orchestrator {

TransactionLedger::TransactionLedger(Market market, const std::vector<Contract>& contracts, bool keep_fills)
    : market_(market), keep_fills_(keep_fills) {
  positions_.reserve(contracts.size());
  for (const Contract& contract : contracts) positions_.emplace_back(contract);
}

void TransactionLedger::ingest(std::uint32_t symbol, const FillRecord& fill) {
  Position& position = positions_[symbol];
  const double notional = position.contract().notional(fill.quantity, fill.price);
  const double profit = position.apply(fill.side, fill.price, fill.quantity);
  realised_ += profit;
  fees_ += fill.fee;
  traded_notional_ += notional;
  cash_delta_ += (market_ == Market::kSpot ? -static_cast<double>(fill.side) * notional : profit) - fill.fee;
  if (keep_fills_) fills_.push_back(fill);
}

void TransactionLedger::ingest_funding(double amount) {
  funding_ += amount;
  cash_delta_ -= amount;
}

double TransactionLedger::pop_cash_delta() { return std::exchange(cash_delta_, 0.0); }

double TransactionLedger::open_cost() const {
  double cost = 0;
  for (const Position& position : positions_) {
    if (position.quantity() != 0) cost += position.contract().notional(position.quantity(), position.average_price());
  }
  return cost;
}

}  // namespace orchestrator
