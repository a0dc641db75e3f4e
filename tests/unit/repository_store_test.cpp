// The candle store: what is written is read, merges count what they do, two writers don't meet.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <thread>

#include "orchestrator/base/error.h"
#include "orchestrator/repository/arrow_repository.h"
#include "orchestrator/repository/candle_store.h"
#include "orchestrator/repository/series_lock.h"
#include "support/temporary_folder.h"

namespace orchestrator {
namespace {

namespace fs = std::filesystem;

constexpr TimeMs kStart = 1704067200000;  // 2024-01-01
const Interval kMinute = *Interval::parse("1m");

CandleColumns minutes(std::size_t first, std::size_t count, double shift = 0) {
  CandleColumns out;
  for (std::size_t i = first; i < first + count; ++i) {
    const double open = 100 + static_cast<double>(i % 17) + shift;
    out.push_back({kStart + static_cast<TimeMs>(i) * kMinuteMs, open, open + 2, open - 1, open + 0.5, 10.25});
  }
  return out;
}

SeriesId btc() { return SeriesId::candles("binance", "spot", "BTCUSDT", kMinute); }

void expect_equal(const CandleSpan& a, const CandleSpan& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Candle x = a.at(i);
    const Candle y = b.at(i);
    ASSERT_EQ(x.open_time, y.open_time) << i;
    ASSERT_EQ(x.open, y.open) << i;
    ASSERT_EQ(x.high, y.high) << i;
    ASSERT_EQ(x.low, y.low) << i;
    ASSERT_EQ(x.close, y.close) << i;
    ASSERT_EQ(x.volume, y.volume) << i;
  }
}

/// Runs and returns the error thrown; fails when there is none.
template <typename F>
Error error_of(F&& run) {
  try {
    run();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error was thrown";
  return internal_error("none", "none");
}

class Store : public testing::Test {
 protected:
  TemporaryFolder folder_;
  CandleStore store_{folder_.path() / "data"};
};

TEST_F(Store, RoundTripKeepsEveryValueAndTheMetadata) {
  const auto written = minutes(0, 1000);
  MergeOptions options;
  options.sources = {{"BTCUSDT-1m-2024-01.zip", "sha256:abc"}};
  const auto report = store_.merge(btc(), written.view(), options);
  EXPECT_EQ(report.rows_new, 1000u);
  EXPECT_EQ(report.rows_stored, 1000u);
  EXPECT_TRUE(report.written);
  EXPECT_TRUE(fs::exists(store_.root() / "binance/spot/BTCUSDT/1m.arrow"));

  const auto stored = store_.read(btc());
  expect_equal(stored.candles(), written.view());
  EXPECT_EQ(stored.sources(), options.sources);
  EXPECT_EQ(stored.metadata.at("symbol"), "BTCUSDT");
  EXPECT_EQ(stored.metadata.at("exchange"), "binance");
  EXPECT_EQ(stored.metadata.at("market"), "spot");
  EXPECT_EQ(stored.metadata.at("interval"), "1m");
  EXPECT_TRUE(stored.content_intact());
}

TEST_F(Store, ColumnsLieAlignedInTheFile) {
  store_.merge(btc(), minutes(0, 1003).view());
  const auto stored = store_.read(btc());
  const auto misalignment = [](const void* p) { return reinterpret_cast<std::uintptr_t>(p) % 64; };
  EXPECT_EQ(misalignment(stored.time.data()), 0u);
  for (const auto column : stored.values) EXPECT_EQ(misalignment(column.data()), 0u);
}

TEST_F(Store, SeriesOutliveTheStoreAndAReplacedFile) {
  const auto before = minutes(0, 50);
  store_.merge(btc(), before.view());
  const CandleSeries series = store_.read(btc()).candles();
  MergeOptions replace;
  replace.replace = true;
  store_.merge(btc(), minutes(0, 50, 7).view(), replace);
  expect_equal(series, before.view());
}

TEST_F(Store, MergeCountsNewEqualAndDifferingRows) {
  store_.merge(btc(), minutes(10, 20).view());
  auto incoming = minutes(0, 25);  // rows 10…24 overlap
  incoming.close[12] += 0.25;
  incoming.high[14] += 1;
  const auto kept = store_.merge(btc(), incoming.view());
  EXPECT_EQ(kept.rows_new, 10u);
  EXPECT_EQ(kept.rows_equal, 13u);
  EXPECT_EQ(kept.rows_differing, 2u);
  EXPECT_EQ(kept.rows_stored, 30u);
  EXPECT_FALSE(kept.replaced);
  ASSERT_EQ(kept.first_differences.size(), 2u);
  EXPECT_EQ(kept.first_differences[0].time, kStart + 12 * kMinuteMs);
  EXPECT_EQ(kept.first_differences[0].column, "close");
  EXPECT_EQ(kept.first_differences[0].incoming - kept.first_differences[0].stored, 0.25);
  EXPECT_EQ(kept.first_differences[1].column, "high");
  expect_equal(store_.read(btc()).candles(), minutes(0, 30).view());

  MergeOptions replace;
  replace.replace = true;
  const auto taken = store_.merge(btc(), incoming.view(), replace);
  EXPECT_EQ(taken.rows_new, 0u);
  EXPECT_EQ(taken.rows_differing, 2u);
  EXPECT_TRUE(taken.replaced);
  auto expected = minutes(0, 30);
  expected.close[12] += 0.25;
  expected.high[14] += 1;
  expect_equal(store_.read(btc()).candles(), expected.view());
}

TEST_F(Store, MergeFillsHolesInTimeOrder) {
  auto even = CandleColumns();
  auto odd = CandleColumns();
  const auto all = minutes(0, 101);
  for (std::size_t i = 0; i < all.size(); ++i) (i % 2 ? odd : even).push_back(all.view().at(i));
  store_.merge(btc(), even.view());
  EXPECT_EQ(store_.merge(btc(), odd.view()).rows_new, 50u);
  expect_equal(store_.read(btc()).candles(), all.view());
}

TEST_F(Store, NothingIsWrittenWhenNothingChanges) {
  MergeOptions first;
  first.sources = {{"a.zip", "1"}};
  store_.merge(btc(), minutes(0, 10).view(), first);
  const auto before = fs::last_write_time(store_.file_of(btc()));
  EXPECT_FALSE(store_.merge(btc(), minutes(2, 5).view(), first).written);
  EXPECT_FALSE(store_.merge(btc(), CandleColumns().view()).written);
  EXPECT_EQ(fs::last_write_time(store_.file_of(btc())), before);

  MergeOptions second;
  second.sources = {{"b.zip", "2"}};
  EXPECT_TRUE(store_.merge(btc(), minutes(2, 5).view(), second).written);
  EXPECT_EQ(store_.read(btc()).sources(), (SourceChecksums{{"a.zip", "1"}, {"b.zip", "2"}}));
}

TEST_F(Store, InvalidCandlesAreNeverStored) {
  auto bad = minutes(0, 10);
  bad.low[4] = bad.high[4] + 1;
  EXPECT_EQ(error_of([&] { store_.merge(btc(), bad.view()); }).code(), "invalid_candle");
  EXPECT_FALSE(store_.contains(btc()));
}

TEST_F(Store, ASecondWriterIsRefusedAfterAShortWait) {
  store_.merge(btc(), minutes(0, 10).view());
  MergeOptions impatient;
  impatient.lock_patience = std::chrono::milliseconds(30);
  {
    const SeriesLock held(store_.file_of(btc()), std::chrono::milliseconds(0));
    const auto error = error_of([&] { store_.merge(btc(), minutes(10, 10).view(), impatient); });
    EXPECT_EQ(error.code(), "series_locked");
    EXPECT_EQ(error.kind(), ErrorKind::kData);
  }
  EXPECT_EQ(store_.merge(btc(), minutes(10, 10).view(), impatient).rows_stored, 20u);
}

TEST_F(Store, ManyWritersOfOneSeriesLoseNothing) {
  constexpr std::size_t kWriters = 4;
  constexpr std::size_t kParts = 8;
  {
    std::vector<std::jthread> writers;
    for (std::size_t w = 0; w < kWriters; ++w) {
      writers.emplace_back([&, w] {
        for (std::size_t part = 0; part < kParts; ++part) store_.merge(btc(), minutes((part * kWriters + w) * 10, 10).view());
      });
    }
  }
  expect_equal(store_.read(btc()).candles(), minutes(0, kWriters * kParts * 10).view());
}

TEST_F(Store, FundingIsRoundedToTheMinuteAndMerged) {
  const auto id = SeriesId::funding("binance", "um", "BTCUSDT");
  const TimeMs eight = 8 * kHourMs;
  store_.merge_funding(id, {{kStart + 3, kStart + eight + 12}, {1e-4, -2e-4}});
  const auto report = store_.merge_funding(id, {{kStart, kStart + 2 * eight + 1}, {1e-4, 3e-4}});
  EXPECT_EQ(report.rows_equal, 1u);
  EXPECT_EQ(report.rows_new, 1u);
  const auto all = funding_of(store_.read(id));
  EXPECT_EQ(all.time, (std::vector<TimeMs>{kStart, kStart + eight, kStart + 2 * eight}));
  EXPECT_EQ(all.rate, (std::vector<double>{1e-4, -2e-4, 3e-4}));
  EXPECT_EQ(funding_of(store_.read(id), {kStart + 1, kStart + 2 * eight}).rate, (std::vector<double>{-2e-4}));
  EXPECT_EQ(error_of([&] { store_.merge_funding(id, {{kStart}, {std::nan("")}}); }).code(), "invalid_funding");
  EXPECT_EQ(error_of([&] { store_.merge_funding(id, {{kStart + 5, kStart + 9}, {0, 0}}); }).code(), "invalid_funding");
}

TEST_F(Store, ListsWhatIsThereAndNothingElse) {
  EXPECT_TRUE(store_.list().empty());
  const auto mark = SeriesId::mark("binance", "um", "ETHUSDT", kMinute);
  const auto funding = SeriesId::funding("binance", "um", "ETHUSDT");
  store_.merge(btc(), minutes(0, 10).view());
  store_.merge(mark, minutes(0, 10).view());
  store_.merge_funding(funding, {{kStart}, {0}});
  std::ofstream(store_.root() / "binance/spot/BTCUSDT/notes.txt") << "x";
  std::ofstream(store_.root() / "binance/spot/BTCUSDT/2m.arrow") << "x";
  fs::create_directories(store_.root() / "Odd Folder/spot/BTCUSDT");
  EXPECT_EQ(store_.list(), (std::vector<SeriesId>{btc(), mark, funding}));
}

TEST_F(Store, NamesCannotLeadOutOfTheRoot) {
  for (const char* name : {"..", "../x", "a/b", "", "SPOT"}) {
    EXPECT_EQ(error_of([&] { store_.file_of(SeriesId::candles(name, "spot", "BTCUSDT", kMinute)); }).code(), "bad_exchange") << name;
    EXPECT_EQ(error_of([&] { store_.file_of(SeriesId::candles("binance", name, "BTCUSDT", kMinute)); }).code(), "bad_market") << name;
  }
  for (const char* name : {"..", "../X", "A/B", "", "btcusdt"}) {
    EXPECT_EQ(error_of([&] { store_.file_of(SeriesId::candles("binance", "spot", name, kMinute)); }).code(), "bad_symbol") << name;
  }
}

TEST_F(Store, RepositoryLoadsRangesByOpenTime) {
  store_.merge(btc(), minutes(0, 300).view());
  const ArrowRepository repository(store_, "binance", "spot");
  EXPECT_EQ(repository.symbols(), std::vector<std::string>{"BTCUSDT"});
  EXPECT_EQ(repository.stored_intervals("BTCUSDT"), std::vector<Interval>{kMinute});
  EXPECT_TRUE(repository.stored_intervals("ETHUSDT").empty());
  Warnings warnings;
  EXPECT_FALSE(repository.load("ETHUSDT", kMinute, {}, warnings));
  EXPECT_EQ(repository.load("BTCUSDT", kMinute, {}, warnings)->size(), 300u);
  const auto part = repository.load("BTCUSDT", kMinute, {kStart + 1, kStart + 10 * kMinuteMs}, warnings);
  expect_equal(*part, minutes(1, 9).view());
  EXPECT_EQ(repository.load("BTCUSDT", kMinute, {kStart + kDayMs, kStart}, warnings)->size(), 0u);
  const auto hours = repository.load_or_resample("BTCUSDT", *Interval::parse("1h"), {}, warnings);
  ASSERT_TRUE(hours);
  EXPECT_EQ(hours->size(), 5u);
}

}  // namespace
}  // namespace orchestrator
