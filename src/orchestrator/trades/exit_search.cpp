#include "orchestrator/trades/exit_search.h"

#include <algorithm>
#include <cmath>

#include "orchestrator/base/error.h"
#include "orchestrator/trades/candle_scan.h"

namespace orchestrator {
namespace {

/// A stop level and what to call it.
struct Stop {
  double price = kNoPrice;
  ExitType type = ExitType::kSl;
};

/// Takes `candidate` when it is nearer to the market (higher for a LONG); of equal ones the first stays (5.e).
void take_nearer(Stop& stop, double candidate, ExitType type, double d) {
  if (!has_price(candidate)) return;
  if (!has_price(stop.price) || d * candidate > d * stop.price) stop = {candidate, type};
}

Stop stop_of(const ExitWatch& watch) {
  const double d = static_cast<double>(watch.direction);
  Stop stop{watch.sl_price, ExitType::kSl};
  if (watch.trailing_stop_pct && has_price(watch.best_price)) {
    take_nearer(stop, watch.best_price * (1 - d * *watch.trailing_stop_pct), ExitType::kTrail, d);
  }
  take_nearer(stop, watch.liquidation_price, ExitType::kLiquidation, d);
  return stop;
}

/// The bracket of one trade over its candles. `d` is +1 for a LONG and -1 for a SHORT, so that "reached" reads the same for both.
class BracketWalk {
 public:
  BracketWalk(ExitWatch& watch, const CandleSpan& candles) : watch_(watch), candles_(candles), d_(static_cast<double>(watch.direction)) {}

  std::optional<FoundExit> walk(std::size_t begin, std::size_t end) {
    const bool every_candle = watch_.trailing_stop_pct || watch_.resolver;
    for (std::size_t i = begin; i < end; ++i) {
      const bool special = i == watch_.first_fill_candle || i == watch_.inside_fill_candle;
      if (!every_candle && !special) {
        i = next_candidate(i, end);
        if (i == end) break;
      }
      if (auto found = look_at(i)) return found;
      if (watch_.trailing_stop_pct) remember_best(i);
    }
    return std::nullopt;
  }

 private:
  /// First candle from `begin` on that could end the trade, or needs a look of its own.
  std::size_t next_candidate(std::size_t begin, std::size_t end) {
    std::size_t limit = end;
    if (watch_.inside_fill_candle != kNoCandle && watch_.inside_fill_candle >= begin) limit = std::min(limit, watch_.inside_fill_candle);
    limit = std::min(limit, std::max(watch_.time_candle, begin));
    const double stop = current_stop().price;
    const bool is_long = watch_.direction == Direction::kLong;
    return first_touch(candles_, begin, limit, is_long ? stop : watch_.tp_price, is_long ? watch_.tp_price : stop);
  }

  Stop current_stop() const { return stop_of(watch_); }

  bool at_or_below(double price, double level) const { return d_ * price <= d_ * level; }  // NaN: never
  bool at_or_above(double price, double level) const { return d_ * price >= d_ * level; }
  double worst(std::size_t i) const { return d_ > 0 ? candles_.low[i] : candles_.high[i]; }
  double best(std::size_t i) const { return d_ > 0 ? candles_.high[i] : candles_.low[i]; }

  void remember_best(std::size_t i) {
    if (!has_price(watch_.best_price) || d_ * best(i) > d_ * watch_.best_price) watch_.best_price = best(i);
  }

  std::optional<FoundExit> look_at(std::size_t i) {
    const double open = candles_.open[i];
    const bool first = i == watch_.first_fill_candle;
    if (!first && i >= watch_.time_candle) return FoundExit{i, ExitType::kTime, open, ExitMoment::kAtOpen, false, {}};
    if (watch_.resolver) return resolve(i, first);
    const Stop stop = current_stop();
    if (!first) {
      if (at_or_below(open, stop.price)) return FoundExit{i, stop.type, open, ExitMoment::kAtOpen, false, {}};
      if (at_or_above(open, watch_.tp_price)) return FoundExit{i, ExitType::kTp, open, ExitMoment::kAtOpen, false, {}};
    }
    if (first && watch_.first_fill_at_open && at_or_below(open, stop.price)) {
      return FoundExit{i, stop.type, open, ExitMoment::kAfterFillsAtOpen, false, {}};
    }
    const bool stopped = at_or_below(worst(i), stop.price);
    const bool only_stop = i == watch_.inside_fill_candle;
    const bool taken = !only_stop && at_or_above(best(i), watch_.tp_price);
    if (stopped && taken) {
      const bool tp = watch_.crossing_policy == CrossingPolicy::kPreferTp ||
                      (watch_.crossing_policy == CrossingPolicy::kRandom && watch_.crossing_takes_tp);
      return tp ? FoundExit{i, ExitType::kTp, watch_.tp_price, ExitMoment::kInside, true, {}}
                : FoundExit{i, stop.type, stop.price, ExitMoment::kInside, true, {}};
    }
    if (stopped) return FoundExit{i, stop.type, stop.price, ExitMoment::kInside, false, {}};
    if (taken) return FoundExit{i, ExitType::kTp, watch_.tp_price, ExitMoment::kInside, false, {}};
    return std::nullopt;
  }

  /// 5.g: a resolver replaces the bracket, not the liquidation.
  std::optional<FoundExit> resolve(std::size_t i, bool first) {
    const double open = candles_.open[i];
    if (at_or_below(open, watch_.liquidation_price) && (!first || watch_.first_fill_at_open)) {
      return FoundExit{i, ExitType::kLiquidation, open, first ? ExitMoment::kAfterFillsAtOpen : ExitMoment::kAtOpen, false, {}};
    }
    if (at_or_below(worst(i), watch_.liquidation_price))
      return FoundExit{i, ExitType::kLiquidation, watch_.liquidation_price, ExitMoment::kInside, false, {}};
    auto exit = (*watch_.resolver)(candles_.at(i), watch_.tp_price, watch_.sl_price, watch_.direction);
    if (!exit) return std::nullopt;
    if (!(exit->price > 0 && std::isfinite(exit->price))) {
      throw strategy_error("bad_exit_price", "exit_resolver returned the price " + std::to_string(exit->price), "/exit_resolver",
                           "return None or a finite price > 0");
    }
    return FoundExit{i, ExitType::kResolver, exit->price, ExitMoment::kInside, false, std::move(exit->label)};
  }

  ExitWatch& watch_;
  const CandleSpan& candles_;
  double d_;
};

}  // namespace

double stop_price(const ExitWatch& watch) { return stop_of(watch).price; }

std::optional<FoundExit> find_exit(ExitWatch& watch, const CandleSpan& candles, std::size_t begin, std::size_t end) {
  return BracketWalk(watch, candles).walk(begin, end);
}

}  // namespace orchestrator
