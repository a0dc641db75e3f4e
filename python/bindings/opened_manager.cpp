#include "opened_manager.h"

#include <type_traits>
#include <utility>

namespace orchestrator::python {
namespace {

template <class Manager>
class Opened final : public OpenedManager, private Manager {
 public:
  Opened(const PortfolioSettings& settings, const PortfolioPolicies& policies, const Timeline& timeline,
         std::vector<PortfolioSymbol> symbols, const RiskCheck& risk)
      : Manager(settings, policies, timeline, std::move(symbols)), risk_(risk) {}

  BasePortfolioManager& manager() override { return *this; }
  double equity_after(Step step) const override {
    double equity = this->cash();
    for (const std::uint32_t symbol : this->active_symbols()) equity += this->value_at(symbol, this->last_close(symbol, step));
    return equity;
  }
  double margin() const override {
    if constexpr (std::is_base_of_v<PerpPortfolioManager, Opened>) return this->calculate_margin();
    return 0;
  }
  void pay_funding(Step step) override { this->apply_funding(step); }

 private:
  bool check_risk(const TradeProposal& proposal, const TradeMeta& meta) override { return !risk_ || risk_(proposal, meta); }

  const RiskCheck& risk_;
};

}  // namespace

std::unique_ptr<OpenedManager> open_manager(Market market, const PortfolioSettings& settings, const PortfolioPolicies& policies,
                                            const Timeline& timeline, std::vector<PortfolioSymbol> symbols, const RiskCheck& risk) {
  if (market == Market::kPerp)
    return std::make_unique<Opened<PerpPortfolioManager>>(settings, policies, timeline, std::move(symbols), risk);
  return std::make_unique<Opened<BasePortfolioManager>>(settings, policies, timeline, std::move(symbols), risk);
}

}  // namespace orchestrator::python
