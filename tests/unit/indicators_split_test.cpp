// An indicator's values do not depend on how a series is cut into blocks: to the last bit, for every indicator there is.
#include <gtest/gtest.h>

#include <bit>

#include "orchestrator/base/error.h"
#include "orchestrator/indicators/indicator_catalogue.h"
#include "orchestrator/indicators/indicator_set.h"
#include "support/random_candles.h"
#include "support/random_seed.h"

namespace orchestrator {
namespace {

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

std::vector<double> in_one_piece(const IndicatorRequest& request, const CandleSpan& bars) {
  std::vector<double> out(bars.size());
  make_indicator(request)->update(bars, out);
  return out;
}

// Every indicator with its defaults (7 where there is none), and several EMAs so that more than one batch of them runs side by side.
std::vector<IndicatorRequest> every_indicator() {
  std::vector<IndicatorRequest> requests;
  for (const IndicatorInfo& info : indicator_catalogue()) {
    IndicatorRequest request{info.name, {}};
    for (const ParameterSpec& parameter : info.parameters) {
      request.parameters.push_back(parameter.default_value.is_null() ? 7 : parameter.default_value.number());
    }
    requests.push_back(request);
  }
  for (const double period : {1.0, 2.0, 50.0, 7.0, 200.0, 13.0}) requests.push_back({"ema", {period}});
  for (const char* name : {"sma", "highest", "lowest", "wma", "momentum"}) requests.push_back({name, {1}});
  return requests;
}

TEST(IndicatorSet, GivesTheSameBitsForEverySplit) {
  const std::uint64_t seed = test_support::random_seed();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  const CandleColumns columns = test_support::random_candles(random, 1500);
  const std::vector<IndicatorRequest> requests = every_indicator();
  std::vector<std::vector<double>> whole;
  for (const auto& request : requests) whole.push_back(in_one_piece(request, columns.view()));

  for (int round = 0; round < 20; ++round) {
    const std::size_t history = random() % 70;
    const std::size_t block_size = 1 + random() % 300;
    IndicatorSet set(requests, history, block_size);
    for (std::size_t begin = 0; begin < columns.size();) {
      const std::size_t count = std::min(columns.size() - begin, 1 + random() % block_size);
      set.advance(columns.view().subspan(begin, count));
      ASSERT_EQ(set.columns().size(), requests.size());
      for (std::size_t k = 0; k < requests.size(); ++k) {
        for (std::size_t bar = begin - std::min(begin, history); bar < begin + count; ++bar) {
          ASSERT_TRUE(same_bits(set.columns()[k][bar], whole[k][bar])) << requests[k].name << " at bar " << bar << ", block from " << begin;
        }
      }
      begin += count;
    }
  }
}

TEST(IndicatorSet, RefusesABlockLargerThanItsBuffer) {
  std::mt19937_64 random(1);
  const CandleColumns columns = test_support::random_candles(random, 20);
  IndicatorSet set({{"ema", {3}}}, 5, 10);
  EXPECT_THROW(set.advance(columns.view()), Error);
}

}  // namespace
}  // namespace orchestrator
