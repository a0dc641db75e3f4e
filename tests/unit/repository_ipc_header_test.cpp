// The quick reader of series files beside the Arrow library: where both read a file, they read the same.
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

#include "orchestrator/base/error.h"
#include "orchestrator/market/candle_columns.h"
#include "orchestrator/repository/candle_store.h"
#include "orchestrator/repository/ipc_header.h"
#include "orchestrator/repository/series_file_arrow.h"
#include "support/random_seed.h"
#include "support/temporary_folder.h"

namespace orchestrator {
namespace {

/// A stored series and its bytes, aligned as a mapping is.
class StoredFile : public testing::Test {
 protected:
  StoredFile() {
    CandleColumns candles;
    for (int i = 0; i < 40; ++i) candles.push_back({1704067200000 + i * kMinuteMs, 100.0 + i, 102.0 + i, 99.0 + i, 101.0 + i, 0.25 * i});
    MergeOptions options;
    options.sources = {{"BTCUSDT-1m-2024-01.zip", "sha256:0123"}};
    store_.merge(id_, candles.view(), options);
    std::ifstream in(file_, std::ios::binary);
    whole_ = {std::istreambuf_iterator<char>(in), {}};
  }

  std::span<const std::uint8_t> aligned(const std::string& bytes) {
    memory_.resize(bytes.size() / sizeof(std::uint64_t) + 1);
    std::memcpy(memory_.data(), bytes.data(), bytes.size());
    return {reinterpret_cast<const std::uint8_t*>(memory_.data()), bytes.size()};
  }

  void expect_as_arrow_reads(const IpcHeader& quick) {
    const MappedColumns columns = map_with_arrow(file_, names_);
    ASSERT_EQ(quick.metadata, columns.metadata);
    ASSERT_EQ(quick.time.size(), columns.time.size());
    ASSERT_EQ(std::memcmp(quick.time.data(), columns.time.data(), columns.time.size_bytes()), 0);
    ASSERT_EQ(quick.values.size(), columns.values.size());
    for (std::size_t i = 0; i < columns.values.size(); ++i) {
      ASSERT_EQ(std::memcmp(quick.values[i].data(), columns.values[i].data(), columns.values[i].size_bytes()), 0) << i;
    }
  }

  TemporaryFolder folder_;
  CandleStore store_{folder_.path()};
  SeriesId id_ = SeriesId::candles("binance", "spot", "BTCUSDT", Interval());
  std::filesystem::path file_ = store_.file_of(id_);
  ColumnNames names_ = series_columns(SeriesKind::kCandles);
  std::string whole_;
  std::vector<std::uint64_t> memory_;
};

TEST_F(StoredFile, IsReadAsArrowReadsIt) {
  const auto quick = read_ipc_header(aligned(whole_), names_);
  ASSERT_TRUE(quick) << "the store's own file went the long way";
  expect_as_arrow_reads(*quick);
  EXPECT_EQ(quick->metadata.at("symbol"), "BTCUSDT");
  EXPECT_EQ(quick->time.size(), 40U);
}

TEST_F(StoredFile, OfAnotherKindIsLeftToArrow) {
  EXPECT_FALSE(read_ipc_header(aligned(whole_), series_columns(SeriesKind::kFunding)));
  EXPECT_FALSE(read_ipc_header(aligned(whole_.substr(0, whole_.size() - 1)), names_));
  EXPECT_FALSE(read_ipc_header(aligned(""), names_));
}

TEST_F(StoredFile, DamagedIsReadAsArrowReadsItOrLeftToIt) {
  const unsigned seed = test_support::random_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  int read_by_both = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = whole_;
    for (std::uint64_t n = 1 + random() % 3; n > 0; --n) damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto quick = read_ipc_header(aligned(damaged), names_);
    if (!quick) continue;
    std::filesystem::remove(file_);
    std::ofstream(file_, std::ios::binary) << damaged;
    try {
      ASSERT_NO_FATAL_FAILURE(expect_as_arrow_reads(*quick)) << "round " << round;
      ++read_by_both;
    } catch (const Error&) {  // Arrow looks at more of the header than is used; the columns lie inside the file all the same
    }
  }
  EXPECT_GT(read_by_both, 500);
}

}  // namespace
}  // namespace orchestrator
