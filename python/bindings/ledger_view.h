// A transaction ledger whose symbols have names.
#pragma once

#include <string>
#include <vector>

#include "orchestrator/portfolio/transaction_ledger.h"
#include "python.h"

namespace orchestrator::python {

/// Throws KeyError for a symbol that it does not have. Remembers every fill.
class LedgerView {
 public:
  LedgerView(const std::string& market, std::vector<std::string> symbols, bool inverse, double multiplier);
  /// A copy of a portfolio's.
  LedgerView(std::vector<std::string> symbols, TransactionLedger ledger) : symbols_(std::move(symbols)), ledger_(std::move(ledger)) {}

  void ingest(const std::string& symbol, const FillRecord& fill) { ledger_.ingest(index_of(symbol), fill); }
  void ingest_funding(double amount) { ledger_.ingest_funding(amount); }
  double current_cash_delta() const { return ledger_.current_cash_delta(); }
  double pop_cash_delta() { return ledger_.pop_cash_delta(); }
  double unrealised_pnl(const std::string& symbol, double mark) const { return ledger_.unrealised_pnl(index_of(symbol), mark); }
  Position position(const std::string& symbol) const { return ledger_.position(index_of(symbol)); }
  std::vector<FillRecord> fills() const { return ledger_.get_fills(); }
  const std::vector<std::string>& symbols() const { return symbols_; }
  const TransactionLedger& ledger() const { return ledger_; }

 private:
  std::uint32_t index_of(const std::string& symbol) const;

  std::vector<std::string> symbols_;
  TransactionLedger ledger_;
};

/// Place of a name in a list of symbols, in any spelling; throws KeyError.
std::uint32_t index_of_symbol(const std::vector<std::string>& symbols, const std::string& name);

}  // namespace orchestrator::python
