// The engine's portfolio managers with their hook of risk and their protected figures opened.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "orchestrator/portfolio/perp_portfolio_manager.h"

namespace orchestrator::python {

/// Decides on a proposal that fits otherwise; true admits. Empty: everything is admitted.
using RiskCheck = std::function<bool(const TradeProposal& proposal, const TradeMeta& meta)>;

class OpenedManager {
 public:
  virtual ~OpenedManager() = default;
  virtual BasePortfolioManager& manager() = 0;
  /// After the events of a step that was executed, at its closes. Cash currency.
  virtual double equity_after(Step step) const = 0;
  /// Margins in use; 0 on SPOT.
  virtual double margin() const = 0;
  virtual void pay_funding(Step step) = 0;
};

/// `risk` outlives the manager.
std::unique_ptr<OpenedManager> open_manager(Market market, const PortfolioSettings& settings, const PortfolioPolicies& policies,
                                            const Timeline& timeline, std::vector<PortfolioSymbol> symbols, const RiskCheck& risk);

}  // namespace orchestrator::python
