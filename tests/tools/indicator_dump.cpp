// Computes indicators for a test in another language. Standard input: {"candles": [[open, high, low, close, volume], …],
// "requests": [{"name": "ema", "parameters": [9]}, …], "block": 500}. Standard output: one list a request, null where undefined.
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "orchestrator/base/error.h"
#include "orchestrator/indicators/indicator_set.h"
#include "orchestrator/market/candle_columns.h"
#include "orchestrator/market/interval.h"

namespace orchestrator {
namespace {

using Json = nlohmann::json;

CandleColumns read_candles(const Json& rows) {
  CandleColumns columns;
  columns.reserve(rows.size());
  for (const Json& row : rows) {
    columns.push_back({static_cast<TimeMs>(columns.size()) * kMinuteMs, row[0], row[1], row[2], row[3], row[4]});
  }
  return columns;
}

std::vector<IndicatorRequest> read_requests(const Json& list) {
  std::vector<IndicatorRequest> requests;
  for (const Json& item : list) requests.push_back({item.at("name"), item.at("parameters")});
  return requests;
}

Json compute(const CandleSpan& candles, const std::vector<IndicatorRequest>& requests, std::size_t block) {
  IndicatorSet set(requests, 1, block);
  Json columns(requests.size(), Json::array());
  for (std::size_t begin = 0; begin < candles.size(); begin += block) {
    const std::size_t end = std::min(candles.size(), begin + block);
    set.advance(candles.subspan(begin, end - begin));
    for (std::size_t k = 0; k < requests.size(); ++k) {
      for (std::size_t bar = begin; bar < end; ++bar) columns[k].push_back(set.columns()[k][bar]);  // NaN is written as null
    }
  }
  return columns;
}

}  // namespace
}  // namespace orchestrator

int main() {
  try {
    const auto input = nlohmann::json::parse(std::cin);
    const auto candles = orchestrator::read_candles(input.at("candles"));
    std::cout << orchestrator::compute(candles.view(), orchestrator::read_requests(input.at("requests")), input.at("block")) << '\n';
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
