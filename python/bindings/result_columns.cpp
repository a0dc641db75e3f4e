#include "result_columns.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <algorithm>
#include <map>

#include "moving_columns.h"

namespace orchestrator::python {
namespace {

using Trades = std::vector<TradeRecord>;

/// A numpy array of its own with `get(trade)` for each trade.
template <typename T, typename Get>
nb::object numbers(const Trades& trades, Get&& get) {
  auto* memory = new T[trades.size()];
  const nb::capsule owner(memory, [](void* pointer) noexcept { delete[] static_cast<T*>(pointer); });
  std::transform(trades.begin(), trades.end(), memory, get);
  return nb::cast(nb::ndarray<nb::numpy, T, nb::ndim<1>>(memory, {trades.size()}, owner));
}

/// A list of texts, equal ones being one object.
class Texts {
 public:
  template <typename Get>
  nb::list of(const Trades& trades, Get&& get) {
    nb::list list;
    for (const TradeRecord& trade : trades) list.append(shared(get(trade)));
    return list;
  }

 private:
  const nb::object& shared(const std::string& text) {
    auto [place, is_new] = known_.try_emplace(text);
    if (is_new) place->second = nb::cast(text);
    return place->second;
  }
  std::map<std::string, nb::object> known_;
};

nb::list meta_of(const Trades& trades) {
  nb::list list;
  for (const TradeRecord& trade : trades) list.append(trade.meta ? nb::cast(*trade.meta) : nb::none());
  return list;
}

}  // namespace

nb::dict trade_columns(const RunResult& self) {
  using T = const TradeRecord&;
  const Trades& trades = self.result.portfolio.trades;
  Texts texts;
  nb::dict out;
  out["symbol"] = texts.of(trades, [&](T t) { return self.result.symbols[t.symbol]; });
  out["entry_time"] = numbers<TimeMs>(trades, [](T t) { return t.entry_time; });
  out["entry_price"] = numbers<double>(trades, [](T t) { return t.entry_price; });
  out["exit_time"] = numbers<TimeMs>(trades, [](T t) { return t.exit_time; });
  out["exit_price"] = numbers<double>(trades, [](T t) { return t.exit_price; });
  out["size"] = numbers<double>(trades, [](T t) { return t.size; });
  out["pnl"] = numbers<double>(trades, [](T t) { return t.pnl; });
  out["return_pct"] = numbers<double>(trades, [](T t) { return t.return_pct; });
  out["result"] = texts.of(trades, [](T t) { return outcome_name(t); });
  out["exit_type"] = texts.of(trades, [&](T t) { return exit_type_name(t, self.result.portfolio.labels); });
  out["direction"] = texts.of(trades, [](T t) { return t.direction == Direction::kLong ? "LONG" : "SHORT"; });
  out["fees"] = numbers<double>(trades, [](T t) { return t.fees; });
  out["funding"] = numbers<double>(trades, [](T t) { return t.funding; });
  out["bars_held"] = numbers<std::int64_t>(trades, [](T t) { return t.bars_held; });
  out["mae"] = numbers<double>(trades, [](T t) { return t.mae; });
  out["mfe"] = numbers<double>(trades, [](T t) { return t.mfe; });
  out["proposal_id"] = numbers<std::int64_t>(trades, [](T t) { return static_cast<std::int64_t>(t.proposal_id); });
  out["strategy_name"] = texts.of(trades, [](T t) { return *t.strategy_name; });
  out["confidence"] = numbers<double>(trades, [](T t) { return t.confidence; });
  if (std::any_of(trades.begin(), trades.end(), [](T t) { return t.meta != nullptr; })) out["meta"] = meta_of(trades);
  return out;
}

nb::tuple detail_candles(nb::handle self, std::size_t symbol) {
  const Timeline& timeline = *nb::cast<const RunResult&>(self).result.timeline;
  if (symbol >= timeline.track_count()) throw nb::index_error("there is no such symbol");
  return arrays_over(timeline.track(symbol).candles(), nb::borrow(self));
}

}  // namespace orchestrator::python
