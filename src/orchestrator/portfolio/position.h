// The net position in one symbol.
#pragma once

#include "orchestrator/portfolio/contract.h"
#include "orchestrator/trades/fill_record.h"

namespace orchestrator {

/// What is open: a signed quantity (> 0 long) and its average price, 0 when flat.
struct OpenPosition {
  double quantity = 0;
  double average_price = 0;
};

/// Signed quantity, average price and realised profit. A fill that crosses zero closes the old side and opens the new one at its price.
class Position {
 public:
  explicit Position(Contract contract = {}) : contract_(contract) {}

  /// Applies a fill; returns the profit it realised (before fees).
  double apply(Side side, double price, double quantity);

  double quantity() const { return quantity_; }            ///< signed: > 0 long
  double average_price() const { return average_price_; }  ///< of the open quantity; 0 when flat
  OpenPosition open() const { return {quantity_, average_price_}; }
  double realised() const { return realised_; }
  double unrealised(double mark) const { return quantity_ == 0 ? 0 : contract_.profit(quantity_, average_price_, mark); }
  const Contract& contract() const { return contract_; }

 private:
  void add(double quantity, double price);

  Contract contract_;
  double quantity_ = 0;
  double average_price_ = 0;
  double realised_ = 0;
};

}  // namespace orchestrator
