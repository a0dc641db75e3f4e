// Fills that eat into a modelled order book.
#pragma once

#include <cstdint>

#include "orchestrator/base/params.h"
#include "orchestrator/policies/fill_policy.h"

namespace orchestrator {

/// Level j = 0..depth-1 offers volume * participation / depth at price * (1 + side * j * level_bps / 10000); what is left over fills at the
/// worst level, flagged `overflow` (IOC legs cancel it, FOK legs cancel wholly). Notes 7.a and 7.b of docs/semantics.md.
class VWAPDepthPolicy final : public FillPolicy {
 public:
  explicit VWAPDepthPolicy(const Params& params);
  void fill(const TradeEvent& event, double slippage, const Book& book, std::vector<FillRecord>& fills) override;
  double worst_price(const TradeEvent& event, double slippage) const override;

 private:
  double level_price(const TradeEvent& event, double slippage, std::int64_t level) const;

  std::int64_t depth_;
  double participation_;
  double level_bps_;
};

}  // namespace orchestrator
