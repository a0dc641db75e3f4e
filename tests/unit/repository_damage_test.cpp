// Damaged and foreign files: whatever the bytes are, reading ends in a data error that names the file, or in columns inside the mapping.
#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/io/file.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>
#include <arrow/util/compression.h>
#include <arrow/util/key_value_metadata.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <limits>
#include <random>

#include "orchestrator/base/error.h"
#include "orchestrator/repository/arrow_repository.h"
#include "orchestrator/repository/candle_store.h"
#include "orchestrator/repository/series_check.h"
#include "orchestrator/repository/series_summary.h"
#include "support/random_seed.h"
#include "support/temporary_folder.h"

namespace orchestrator {
namespace {

namespace fs = std::filesystem;

CandleColumns some_minutes(std::size_t count) {
  CandleColumns out;
  for (std::size_t i = 0; i < count; ++i) {
    const double open = 100 + static_cast<double>(i % 17);
    out.push_back({1704067200000 + static_cast<TimeMs>(i) * kMinuteMs, open, open + 2, open - 1, open + 0.5, 10.25});
  }
  return out;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put(const fs::path& file, const std::string& bytes) {
  fs::create_directories(file.parent_path());
  fs::remove(file);  // ext4 flushes a file to the disk when it is truncated and written anew, which takes a while
  std::ofstream(file, std::ios::binary) << bytes;
}

/// A file as some other program would write it.
struct ForeignFile {
  arrow::FieldVector fields{arrow::field("open_time", arrow::timestamp(arrow::TimeUnit::MILLI, "UTC")),
                            arrow::field("open", arrow::float64()),
                            arrow::field("high", arrow::float64()),
                            arrow::field("low", arrow::float64()),
                            arrow::field("close", arrow::float64()),
                            arrow::field("volume", arrow::float64())};
  int batches = 1;
  int rows = 3;
  bool null_in_close = false;
  arrow::Compression::type compression = arrow::Compression::UNCOMPRESSED;
  std::string symbol;

  arrow::Status write(const fs::path& file) const {
    fs::create_directories(file.parent_path());
    auto metadata = symbol.empty() ? nullptr : arrow::key_value_metadata({"symbol"}, {symbol});
    const auto schema = arrow::schema(fields, metadata);
    auto options = arrow::ipc::IpcWriteOptions::Defaults();
    if (compression != arrow::Compression::UNCOMPRESSED) {
      ARROW_ASSIGN_OR_RAISE(options.codec, arrow::util::Codec::Create(compression));
    }
    ARROW_ASSIGN_OR_RAISE(auto sink, arrow::io::FileOutputStream::Open(file.string()));
    ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeFileWriter(sink, schema, options));
    for (int i = 0; i < batches; ++i) {
      ARROW_ASSIGN_OR_RAISE(auto batch, make_batch(schema));
      ARROW_RETURN_NOT_OK(writer->WriteRecordBatch(*batch));
    }
    ARROW_RETURN_NOT_OK(writer->Close());
    return sink->Close();
  }

 private:
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> make_batch(const std::shared_ptr<arrow::Schema>& schema) const {
    arrow::ArrayVector columns;
    for (const auto& field : schema->fields()) {
      std::unique_ptr<arrow::ArrayBuilder> builder;
      ARROW_RETURN_NOT_OK(arrow::MakeBuilder(arrow::default_memory_pool(), field->type(), &builder));
      for (int row = 0; row < rows; ++row) {
        const bool null = null_in_close && field->name() == "close" && row == 1;
        ARROW_RETURN_NOT_OK(null ? builder->AppendNull() : builder->AppendEmptyValue());
      }
      ARROW_ASSIGN_OR_RAISE(auto array, builder->Finish());
      columns.push_back(std::move(array));
    }
    return arrow::RecordBatch::Make(schema, rows, columns);
  }
};

class DamagedFile : public testing::Test {
 protected:
  /// The error of reading what lies at the series' place.
  Error error_of_reading() {
    try {
      store_.read(id_);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData);
      EXPECT_NE(error.message().find(file_.string()), std::string::npos) << error.message();
      return error;
    }
    ADD_FAILURE() << "the file was read without an error";
    return internal_error("none", "none");
  }
  void expect_foreign(const ForeignFile& foreign, const std::string& reason) {
    ASSERT_TRUE(foreign.write(file_).ok());
    const Error error = error_of_reading();
    EXPECT_EQ(error.code(), "foreign_series");
    EXPECT_NE(error.message().find(reason), std::string::npos) << error.message();
  }
  /// Reads the file and every value; data errors are as good as success here, anything else fails the test.
  void must_survive() {
    try {
      const auto stored = store_.read(id_);
      double sum = 0;
      for (const auto column : stored.values) {
        for (const double value : column) sum += value;
      }
      for (const TimeMs t : stored.time) sum += static_cast<double>(t);
      volatile double sink = sum;
      (void)sink;
      check_series(store_, id_, 3);
      summarize(store_, id_);
      Warnings warnings;
      ArrowRepository(store_, "binance", "spot").load("BTCUSDT", Interval(), {}, warnings);
    } catch (const Error& error) {
      ASSERT_EQ(error.kind(), ErrorKind::kData) << error.message();
    }
  }

  TemporaryFolder folder_;
  CandleStore store_{folder_.path()};
  SeriesId id_ = SeriesId::candles("binance", "spot", "BTCUSDT", Interval());
  fs::path file_ = store_.file_of(id_);
};

TEST_F(DamagedFile, Missing) { EXPECT_EQ(error_of_reading().code(), "series_not_found"); }

TEST_F(DamagedFile, Empty) {
  put(file_, "");
  const Error error = error_of_reading();
  EXPECT_EQ(error.code(), "damaged_series");
  EXPECT_NE(error.message().find("empty"), std::string::npos);
}

TEST_F(DamagedFile, Text) {
  put(file_, "open_time,open,high,low,close,volume\n1704067200000,1,1,1,1,1\n");
  EXPECT_EQ(error_of_reading().code(), "foreign_series");
}

TEST_F(DamagedFile, FolderOrPipeInsteadOfAFile) {
  fs::create_directories(file_);
  EXPECT_EQ(error_of_reading().code(), "foreign_series");
  fs::remove(file_);
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
  EXPECT_EQ(error_of_reading().code(), "foreign_series");
}

TEST_F(DamagedFile, TruncatedAtEveryLength) {
  store_.merge(id_, some_minutes(20).view());
  const std::string whole = bytes_of(file_);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    put(file_, whole.substr(0, length));
    const Error error = error_of_reading();
    ASSERT_TRUE(error.code() == "damaged_series" || (length < 6 && error.code() == "foreign_series")) << length << ": " << error.message();
  }
  put(file_, whole);
  EXPECT_EQ(store_.read(id_).time.size(), 20u);
}

TEST_F(DamagedFile, EveryByteFlippedNeverCrashes) {
  store_.merge(id_, some_minutes(9).view());
  const std::string whole = bytes_of(file_);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const unsigned char mask : {0x01, 0x80, 0xff}) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(static_cast<unsigned char>(flipped[at]) ^ mask);
      put(file_, flipped);
      ASSERT_NO_FATAL_FAILURE(must_survive()) << "byte " << at << " mask " << int{mask};
    }
  }
}

TEST_F(DamagedFile, RandomDamageNeverCrashes) {
  const auto seed = test_support::random_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  store_.merge(id_, some_minutes(30).view());
  const std::string whole = bytes_of(file_);
  for (int round = 0; round < 1500; ++round) {
    std::string damaged = whole;
    for (std::uint64_t n = 1 + random() % 6; n > 0; --n) {
      const std::size_t at = random() % damaged.size();
      const std::size_t length = std::min<std::size_t>(1 + random() % 8, damaged.size() - at);
      switch (random() % 4) {
        case 0:
          damaged.replace(at, length, std::string(length, '\xff'));
          break;
        case 1:
          damaged.replace(at, length, std::string(length, '\0'));
          break;
        case 2:
          damaged[at] = static_cast<char>(random());
          break;
        default:
          damaged.replace(at, length, damaged, random() % damaged.size(), length);
          break;
      }
      if (damaged.empty()) damaged = "x";
    }
    put(file_, damaged);
    ASSERT_NO_FATAL_FAILURE(must_survive()) << "round " << round;
  }
}

TEST_F(DamagedFile, AFlippedPriceIsFoundByTheContentChecksum) {
  store_.merge(id_, some_minutes(64).view());
  std::string bytes = bytes_of(file_);
  const auto mapped = store_.read(id_);
  const std::string high(reinterpret_cast<const char*>(mapped.values[1].data()), 64 * sizeof(double));
  const auto at = bytes.find(high);
  ASSERT_NE(at, std::string::npos);
  bytes[at + 1] = static_cast<char>(bytes[at + 1] ^ 1);  // far behind the decimal point: still a valid candle
  put(file_, bytes);
  EXPECT_FALSE(store_.read(id_).content_intact());
}

TEST_F(DamagedFile, ForeignColumnsAndTypes) {
  ForeignFile missing;
  missing.fields.pop_back();
  expect_foreign(missing, "5 columns, expected 6");
  ForeignFile renamed;
  renamed.fields[0] = renamed.fields[0]->WithName("date");
  expect_foreign(renamed, "'date'");
  ForeignFile narrow;
  narrow.fields[4] = narrow.fields[4]->WithType(arrow::float32());
  expect_foreign(narrow, "float");
  ForeignFile seconds;
  seconds.fields[0] = seconds.fields[0]->WithType(arrow::timestamp(arrow::TimeUnit::SECOND, "UTC"));
  expect_foreign(seconds, "timestamp[s, tz=UTC]");
  ForeignFile text;
  text.fields[1] = text.fields[1]->WithType(arrow::utf8());
  expect_foreign(text, "string");
}

TEST_F(DamagedFile, SeveralBatchesNullsAndCompression) {
  ForeignFile two;
  two.batches = 2;
  expect_foreign(two, "2 record batches");
  ForeignFile none;
  none.batches = 0;
  expect_foreign(none, "0 record batches");
  ForeignFile nulls;
  nulls.null_in_close = true;
  expect_foreign(nulls, "'close' has nulls");
  for (const auto compression : {arrow::Compression::LZ4_FRAME, arrow::Compression::ZSTD}) {
    ForeignFile small;
    small.compression = compression;
    small.rows = 1000;
    expect_foreign(small, "compressed");
    small.rows = 2'000'000;
    expect_foreign(small, "compressed");
  }
}

TEST_F(DamagedFile, NoRows) {
  ForeignFile empty;
  empty.rows = 0;
  ASSERT_TRUE(empty.write(file_).ok());
  EXPECT_NE(error_of_reading().message().find("no rows"), std::string::npos);
}

TEST_F(DamagedFile, AFileOfAnotherSymbolInThisPlace) {
  ForeignFile moved;
  moved.symbol = "ETHUSDT";
  expect_foreign(moved, "ETHUSDT");
}

TEST_F(DamagedFile, InvalidCandlesAreFoundWhenLoaded) {
  ASSERT_TRUE(ForeignFile().write(file_).ok());  // sound as a file, but every price is 0
  Warnings warnings;
  try {
    ArrowRepository(store_, "binance", "spot").load("BTCUSDT", Interval(), {}, warnings);
    FAIL() << "zero prices were loaded";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "invalid_candle");
    EXPECT_EQ(error.where(), file_.string());
  }
}

TEST_F(DamagedFile, TimesOutsideTheCalendarAreErrors) {
  for (const TimeMs time : {std::numeric_limits<TimeMs>::min(), std::numeric_limits<TimeMs>::max(), kLastTime + 1}) {
    CandleColumns candles;
    candles.push_back({time, 1, 1, 1, 1, 1});
    try {
      store_.merge(id_, candles.view());
      FAIL() << "stored a candle at " << time;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "time_out_of_range");
    }
    EXPECT_EQ(format_time(time), std::to_string(time) + " ms");
    EXPECT_FALSE(parse_time(std::to_string(time)));
  }
  EXPECT_EQ(parse_time("9999-12-31T23:59:59.999Z"), kLastTime);
  EXPECT_EQ(parse_time("0001-01-01"), kFirstTime);
}

TEST_F(DamagedFile, DamageIsNotOverwrittenByAMerge) {
  put(file_, "ARROW1 but nothing else");
  try {
    store_.merge(id_, some_minutes(3).view());
    FAIL() << "a damaged file was overwritten";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "damaged_series");
  }
}

}  // namespace
}  // namespace orchestrator
