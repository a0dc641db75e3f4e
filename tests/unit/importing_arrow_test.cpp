// Feather and Parquet files, written here with Arrow in every form that users have.
#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/writer.h>
#include <arrow/util/compression.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <parquet/arrow/writer.h>

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "orchestrator/base/error.h"
#include "orchestrator/importing/arrow_file.h"

namespace orchestrator {
namespace {

constexpr TimeMs kFirst = 1704067200000;  // 2024-01-01T00:00:00Z
constexpr int kRows = 100;

template <typename Builder, typename Value>
std::shared_ptr<arrow::Array> array_of(Builder builder, Value value, int rows) {
  for (int i = 0; i < rows; ++i) EXPECT_TRUE(builder.Append(value(i)).ok());
  return builder.Finish().ValueOrDie();
}

std::shared_ptr<arrow::Array> doubles(double offset, int rows = kRows) {
  return array_of(arrow::DoubleBuilder(), [=](int i) { return 100 + i * 0.1 + offset; }, rows);
}

std::shared_ptr<arrow::Array> times(arrow::TimeUnit::type unit, std::int64_t per_ms_numerator, std::int64_t divisor, int rows = kRows) {
  return array_of(
      arrow::TimestampBuilder(arrow::timestamp(unit, "UTC"), arrow::default_memory_pool()),
      [=](int i) { return (kFirst + i * kMinuteMs) / divisor * per_ms_numerator; }, rows);
}

std::shared_ptr<arrow::Table> table_of(std::shared_ptr<arrow::Array> time,
                                       std::vector<std::string> names = {"date", "open", "high", "low", "close", "volume"}) {
  std::vector<std::shared_ptr<arrow::Array>> columns{time};
  const int rows = static_cast<int>(time->length());
  const double offsets[] = {0, 1, -1, 0.5, 7};
  for (std::size_t i = 1; i < names.size(); ++i) columns.push_back(doubles(offsets[(i - 1) % 5], rows));
  arrow::FieldVector fields;
  for (std::size_t i = 0; i < names.size(); ++i) fields.push_back(arrow::field(names[i], columns[i]->type()));
  return arrow::Table::Make(arrow::schema(fields), columns);
}

std::string to_text(const std::shared_ptr<arrow::Buffer>& buffer) { return buffer->ToString(); }

std::string feather(const arrow::Table& table, arrow::Compression::type codec = arrow::Compression::UNCOMPRESSED, int chunk = 1 << 16) {
  auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  auto options = arrow::ipc::IpcWriteOptions::Defaults();
  if (codec != arrow::Compression::UNCOMPRESSED) options.codec = arrow::util::Codec::Create(codec).ValueOrDie();
  auto writer = arrow::ipc::MakeFileWriter(sink, table.schema(), options).ValueOrDie();
  EXPECT_TRUE(writer->WriteTable(table, chunk).ok());
  EXPECT_TRUE(writer->Close().ok());
  return to_text(sink->Finish().ValueOrDie());
}

std::string parquet_bytes(const arrow::Table& table) {
  auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  EXPECT_TRUE(parquet::arrow::WriteTable(table, arrow::default_memory_pool(), sink, 37).ok());
  return to_text(sink->Finish().ValueOrDie());
}

std::span<const std::byte> as_span(const std::string& text) { return std::as_bytes(std::span(text)); }

void expect_candles(const CandleColumns& candles) {
  ASSERT_EQ(candles.size(), static_cast<std::size_t>(kRows));
  for (int i = 0; i < kRows; ++i) {
    const Candle c = candles.view().at(static_cast<std::size_t>(i));
    ASSERT_EQ(c.open_time, kFirst + i * kMinuteMs);
    ASSERT_EQ(c.open, 100 + i * 0.1 + 0);
    ASSERT_EQ(c.high, 100 + i * 0.1 + 1);
    ASSERT_EQ(c.low, 100 + i * 0.1 - 1);
    ASSERT_EQ(c.close, 100 + i * 0.1 + 0.5);
    ASSERT_EQ(c.volume, 100 + i * 0.1 + 7);
  }
}

std::string read_error(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    return error.code();
  }
  return "no error";
}

TEST(Feather, ReadsEveryCompressionAndBatchSize) {
  const auto table = table_of(times(arrow::TimeUnit::NANO, 1'000'000, 1));
  for (const auto codec : {arrow::Compression::UNCOMPRESSED, arrow::Compression::LZ4_FRAME, arrow::Compression::ZSTD}) {
    for (const int chunk : {7, 1 << 16}) expect_candles(read_feather(as_span(feather(*table, codec, chunk))).candles);
  }
}

TEST(Feather, ReadsEveryFormOfTime) {
  using Unit = arrow::TimeUnit;
  for (const auto& time :
       {times(Unit::SECOND, 1, 1000), times(Unit::MILLI, 1, 1), times(Unit::MICRO, 1000, 1), times(Unit::NANO, 1'000'000, 1),
        array_of(
            arrow::Int64Builder(), [](int i) { return kFirst + i * kMinuteMs; }, kRows),
        array_of(
            arrow::DoubleBuilder(), [](int i) { return static_cast<double>(kFirst / 1000 + i * 60); }, kRows),
        array_of(
            arrow::StringBuilder(), [](int i) { return format_time(kFirst + i * kMinuteMs); }, kRows),
        array_of(arrow::LargeStringBuilder(), [](int i) { return std::to_string(kFirst + i * kMinuteMs); }, kRows)}) {
    SCOPED_TRACE(time->type()->ToString());
    expect_candles(read_feather(as_span(feather(*table_of(time)))).candles);
    expect_candles(read_parquet(as_span(parquet_bytes(*table_of(time)))).candles);
  }
}

TEST(Feather, TakesOtherNumberTypesAndColumnOrders) {
  const auto whole = array_of(arrow::Int32Builder(), [](int) { return 5; }, kRows);
  const auto text = array_of(arrow::StringBuilder(), [](int) { return std::string("7.25"); }, kRows);
  const auto time = times(arrow::TimeUnit::MILLI, 1, 1);
  const auto table = arrow::Table::Make(
      arrow::schema({arrow::field("note", text->type()), arrow::field("High", text->type()), arrow::field("CLOSE", whole->type()),
                     arrow::field("low", whole->type()), arrow::field("open", whole->type()), arrow::field("timestamp", time->type())}),
      {text, text, whole, whole, whole, time});
  const CandleColumns candles = read_parquet(as_span(parquet_bytes(*table))).candles;
  EXPECT_EQ(candles.high, std::vector<double>(kRows, 7.25));
  EXPECT_EQ(candles.close, std::vector<double>(kRows, 5));
  EXPECT_EQ(candles.volume, std::vector<double>(kRows, 0));
  EXPECT_EQ(candles.open_time.back(), kFirst + (kRows - 1) * kMinuteMs);
}

TEST(Feather, NullVolumeIsZeroOtherNullsAreErrors) {
  for (const int null_column : {0, 1, 4, 5}) {
    auto table = table_of(times(arrow::TimeUnit::MILLI, 1, 1));
    const auto type = table->column(null_column)->type();
    const auto nulls = arrow::MakeArrayOfNull(type, kRows).ValueOrDie();
    table = table->SetColumn(null_column, table->schema()->field(null_column), std::make_shared<arrow::ChunkedArray>(nulls)).ValueOrDie();
    if (null_column == 5) {
      EXPECT_EQ(read_feather(as_span(feather(*table))).candles.volume, std::vector<double>(kRows, 0));
    } else {
      EXPECT_EQ(read_error([&] { read_feather(as_span(feather(*table))); }), "bad_column");
    }
  }
}

TEST(Feather, FundingIsTheOpenColumnOfFreqtradeOrARate) {
  const auto time = array_of(arrow::Int64Builder(), [](int i) { return kFirst + i * 8 * kHourMs + 17; }, 3);
  for (const char* name : {"open", "funding_rate"}) {
    const FundingSeries funding = read_feather(as_span(feather(*table_of(time, {"date", name}))), SeriesKind::kFunding).funding;
    EXPECT_EQ(funding.time, (std::vector<TimeMs>{kFirst + 17, kFirst + 8 * kHourMs + 17, kFirst + 16 * kHourMs + 17}));
    EXPECT_EQ(funding.rate, (std::vector<double>{100.0, 100 + 0.1, 100 + 0.2}));
  }
}

TEST(Feather, SaysWhatIsWrong) {
  const auto table = table_of(times(arrow::TimeUnit::MILLI, 1, 1));
  const std::string sound = feather(*table, arrow::Compression::LZ4_FRAME);
  for (const std::string& bad :
       {std::string(), std::string("ARROW1"), std::string("FEA1") + sound, sound.substr(0, sound.size() / 2), std::string("x,y\n1,2\n")}) {
    EXPECT_EQ(read_error([&] { read_feather(as_span(bad)); }), "bad_feather");
    EXPECT_EQ(read_error([&] { read_parquet(as_span(bad)); }), "bad_parquet");
  }
  EXPECT_EQ(read_error([&] { read_feather(as_span(feather(*table_of(times(arrow::TimeUnit::MILLI, 1, 1), {"date", "price"})))); }),
            "not_candles");
  EXPECT_EQ(read_error([&] { read_feather(as_span(feather(*table->Slice(0, 0)))); }), "empty_file");
  const auto text = array_of(arrow::StringBuilder(), [](int) { return std::string("much"); }, kRows);
  const auto wrong = table->SetColumn(2, arrow::field("high", text->type()), std::make_shared<arrow::ChunkedArray>(text)).ValueOrDie();
  EXPECT_EQ(read_error([&] { read_feather(as_span(feather(*wrong))); }), "bad_column");
}

TEST(Feather, MutatedFilesNeverCrash) {
  const unsigned seed = 5;
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937 random(seed);
  const auto table = table_of(times(arrow::TimeUnit::MILLI, 1, 1));
  for (const std::string& sound : {feather(*table, arrow::Compression::LZ4_FRAME), feather(*table),
                                   feather(*table, arrow::Compression::ZSTD, 7), parquet_bytes(*table)}) {
    for (int round = 0; round < 700; ++round) {
      std::string bytes = sound;
      for (unsigned edit = 0; edit <= random() % 4; ++edit) bytes[random() % bytes.size()] = static_cast<char>(random());
      if (random() % 8 == 0) bytes.resize(random() % bytes.size());
      read_error([&] { read_feather(as_span(bytes)); });
      read_error([&] { read_parquet(as_span(bytes), SeriesKind::kFunding); });
      read_error([&] { read_parquet(as_span(bytes)); });
    }
  }
}

}  // namespace
}  // namespace orchestrator
