// The arithmetic of linear and inverse contracts (docs/semantics.md, section 8).
#pragma once

namespace orchestrator {

/// How quantity and price become money. Spot is linear. Money is quote currency when linear, the coin when inverse.
struct Contract {
  bool inverse = false;
  double multiplier = 1;  ///< quote currency per contract, inverse only

  /// Money that `quantity` stands for at `price`; also the weight whose sum gives the average price back.
  double notional(double quantity, double price) const { return inverse ? quantity * multiplier / price : quantity * price; }
  /// Profit of a signed quantity from `entry` to `exit`.
  double profit(double quantity, double entry, double exit) const {
    return inverse ? quantity * multiplier * (1 / entry - 1 / exit) : quantity * (exit - entry);
  }
  /// Average price of fills whose quantities and notionals add up to these (harmonic when inverse, 8.h).
  double average_price(double quantity, double notional_sum) const {
    return inverse ? quantity * multiplier / notional_sum : notional_sum / quantity;
  }
};

}  // namespace orchestrator
