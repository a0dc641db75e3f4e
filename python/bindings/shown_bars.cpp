#include "shown_bars.h"

#include <fmt/format.h>

#include "candle_arrays.h"

namespace orchestrator::python {
namespace {

void require_rows(const char* name, std::size_t rows, std::size_t wanted) {
  if (rows == wanted) return;
  throw nb::value_error(fmt::format("the column '{}' has {} rows, not {}", name, rows, wanted).c_str());
}

void require_even(const CandleColumns& candles) {
  require_rows("open", candles.open.size(), candles.size());
  require_rows("high", candles.high.size(), candles.size());
  require_rows("low", candles.low.size(), candles.size());
  require_rows("close", candles.close.size(), candles.size());
  require_rows("volume", candles.volume.size(), candles.size());
}

}  // namespace

ShownBars::ShownBars(const nb::tuple& candles, const nb::list& indicators, const std::vector<IndicatorRequest>& requests, JobBars job)
    : candles_(std::make_shared<const CandleColumns>(read_candles(candles))), job_(std::move(job)) {
  require_even(*candles_);
  take(indicators, requests);
  SymbolBars& bars = job_.symbols.front();
  bars.candles = candles_->view();
  bars.indicators = columns_;
  bars.owner = candles_;
}

void ShownBars::take(const nb::list& indicators, const std::vector<IndicatorRequest>& requests) {
  std::vector<IndicatorRequest> missing;
  for (std::size_t k = 0; k < requests.size(); ++k) {
    if (nb::object(indicators[k]).is_none())
      missing.push_back(requests[k]);
    else
      given_.push_back(read_numbers(indicators[k]));
  }
  if (!missing.empty()) {
    computed_.emplace(missing, 0, size());
    computed_->advance(candles_->view());
  }
  std::size_t next_given = 0, next_computed = 0;
  for (std::size_t k = 0; k < requests.size(); ++k) {
    if (nb::object(indicators[k]).is_none()) {
      columns_.push_back(computed_->columns()[next_computed++]);
      continue;
    }
    require_rows(requests[k].name.c_str(), given_[next_given].size(), size());
    columns_.push_back({given_[next_given++].data(), 0});
  }
}

}  // namespace orchestrator::python
