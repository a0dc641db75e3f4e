// A proposal that a TradeProposalBuilder built, with everything that it points to.
#pragma once

#include <optional>
#include <string>

#include "orchestrator/trades/trade_proposal_builder.h"
#include "python.h"

namespace orchestrator::python {

/// What Python calls a TradeProposal: it can be kept, tried by a portfolio manager, and realized on its own.
class BuiltProposal {
 public:
  /// `decision_bar`: what a leg's reference function sees; absent: the newest detail candle before the decision. Throws ValueError when a leg needs one and
  /// there is none.
  BuiltProposal(PlannedTrade planned, std::string strategy_name, double confidence, const std::optional<Candle>& decision_bar);

  const std::string& symbol() const { return planned_.detail.symbol; }
  const CandleSeries& detail() const { return planned_.detail; }
  const std::string& strategy_name() const { return strategy_name_; }
  /// Points into this object, which must outlive it.
  TradeProposal proposal() const;
  /// The trade on its detail candles. Points into this object.
  PlannedTrade planned() const;

 private:
  PlannedTrade planned_;
  std::string strategy_name_;
  CandleSeries decision_bars_;
  std::size_t decision_index_ = 0;
};

}  // namespace orchestrator::python
