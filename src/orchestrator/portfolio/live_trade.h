// A proposal that was admitted: its legs, what of it is filled, and the exit that is looked for.
#pragma once

#include <cstdint>
#include <vector>

#include "orchestrator/portfolio/contract.h"
#include "orchestrator/trades/exit_search.h"
#include "orchestrator/trades/trade_proposal.h"

namespace orchestrator {

/// One leg of an admitted proposal. Candle numbers index the symbol's detail candles.
struct LiveLeg {
  enum class State : std::uint8_t { kWaiting, kFilled, kDone };
  State state = State::kWaiting;
  bool market = false;
  TimeInForce tif = TimeInForce::kGtc;
  std::uint16_t number = 0;
  double price = 0;
  double quantity = 0;
  double reserved = 0;  ///< cash or margin held back while it waits
  std::size_t live_from = 0;
  std::size_t live_until = kNoCandle;  ///< exclusive
  std::size_t search_from = 0;         ///< candles before this were searched
  std::size_t search_chunk = 0;        ///< candles to search next
  bool fills_at_open = false;          ///< of the fill that is queued
};

/// Sums over fills; the average price is exact for linear (arithmetic) and inverse (harmonic) contracts.
struct FillSum {
  double quantity = 0;
  double notional = 0;
  double only_price = 0;  ///< while there is one price, it is the average to the last bit
  bool one_price = true;
  void add(const Contract& contract, double filled, double price) { add({filled, contract.notional(filled, price), price, true}); }
  void add(const FillSum& more) {
    one_price = more.one_price && (quantity == 0 || (one_price && only_price == more.only_price));
    only_price = more.only_price;
    quantity += more.quantity;
    notional += more.notional;
  }
  double average(const Contract& contract) const { return one_price ? only_price : contract.average_price(quantity, notional); }
};

/// A trade of the book, from admission to its exit.
struct LiveTrade {
  TradeProposal proposal;
  std::vector<LiveLeg> legs;
  FillSum entry;    ///< all entry fills
  FillSum settled;  ///< those of earlier candles or at the newest fill candle's open (basis of the liquidation price)
  std::uint32_t filled_legs = 0;
  std::uint32_t waiting_legs = 0;
  double fees = 0;
  double funding = 0;
  double entry_notional = 0;  ///< money
  ExitWatch watch;
  FoundExit exit;  ///< the exit that is queued
  std::size_t exit_search_from = 0;
  std::size_t exit_search_chunk = 0;
  std::uint32_t exit_version = 0;
  std::uint32_t place_in_symbol = 0;  ///< index in the book's list of the symbol
  bool in_use = false;

  bool is_open() const { return filled_legs > 0; }
};

}  // namespace orchestrator
