// Perpetual futures: margin, funding and liquidation (docs/semantics.md, section 8).
#pragma once

#include <vector>

#include "orchestrator/portfolio/base_portfolio_manager.h"

namespace orchestrator {

/// Cash is the wallet: only realised profit, fees and funding move it. Linear contracts, or inverse ones of one coin.
class PerpPortfolioManager : public BasePortfolioManager {
 public:
  PerpPortfolioManager(const PortfolioSettings& settings, const PortfolioPolicies& policies, const Timeline& timeline,
                       std::vector<PortfolioSymbol> symbols);

  /// Margins in use: sum of |position| notional at its average price / leverage.
  double calculate_margin() const;

 protected:
  double needed_for(double notional, double fee_rate) const override { return notional / settings().leverage + notional * fee_rate; }
  double free_amount() const override;
  double liquidation_price(const LiveTrade& trade, const FillSum& basis) const override;
  void apply_funding(Step now) override;
  Step next_funding(Step from) const override;
  bool watches_every_step() const override { return settings().cross_margin; }
  void liquidate_if_short_of_margin(Step now) override;
  double conserved_cash() const override;

 private:
  /// A rate on the timeline.
  struct Due {
    Step step;
    std::uint32_t symbol;
    double rate;
    double mark;
  };
  void schedule_funding(std::uint32_t symbol);
  double funding_mark(std::uint32_t symbol, TimeMs t) const;

  std::vector<Due> funding_;  ///< in the order of payment
  std::size_t next_funding_ = 0;
};

}  // namespace orchestrator
