#include "orchestrator/portfolio/position.h"

#include <algorithm>
#include <cmath>

namespace orchestrator {

void Position::add(double quantity, double price) {
  if (quantity_ == 0) {
    average_price_ = price;
  } else {
    const double notional = contract_.notional(quantity_, average_price_) + contract_.notional(quantity, price);
    average_price_ = contract_.average_price(quantity_ + quantity, notional);
  }
  quantity_ += quantity;
}

double Position::apply(Side side, double price, double quantity) {
  const double signed_quantity = static_cast<double>(side) * quantity;
  if (quantity_ == 0 || (quantity_ > 0) == (signed_quantity > 0)) {
    add(signed_quantity, price);
    return 0;
  }
  // Sums of the same legs in another order may miss zero by rounding: what is left of a position that small is nothing.
  constexpr double kRounding = 1e-12;
  const double closed = std::min(std::fabs(quantity_), quantity);
  const double profit = contract_.profit(std::copysign(closed, quantity_), average_price_, price);
  realised_ += profit;
  const double rest = quantity_ + signed_quantity;
  const bool flat = std::fabs(rest) <= kRounding * std::max(std::fabs(quantity_), quantity);
  if (flat) {
    quantity_ = 0;
    average_price_ = 0;
  } else if ((rest > 0) == (quantity_ > 0)) {
    quantity_ = rest;
  } else {
    quantity_ = rest;
    average_price_ = price;
  }
  return profit;
}

}  // namespace orchestrator
