// The CSV readers on what exchanges write, and on what they must never write.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <limits>
#include <random>
#include <string>

#include "orchestrator/base/error.h"
#include "orchestrator/importing/candle_time.h"
#include "orchestrator/importing/csv_file.h"

namespace orchestrator {
namespace {

constexpr TimeMs kStart = 1704067200000;  // 2024-01-01T00:00:00Z
const std::string kRow = "1704067200000,42283.58,42298.62,42261.02,42298.61,35.92724,1704067259999,1519032.37,1327,20.17,853183.91,0";
const std::string kNext = "1704067260000,42298.62,42320.00,42298.61,42320.00,21.16779,1704067319999,895580.47,1348,11.16,472240.92,0";
const std::string kHeader =
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore";

std::string code_of(const std::function<void()>& action, std::string* message = nullptr) {
  try {
    action();
  } catch (const Error& error) {
    if (message) *message = error.message();
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    return error.code();
  }
  return "no error";
}

void expect_both_rows(const CandleColumns& candles) {
  ASSERT_EQ(candles.size(), 2U);
  EXPECT_EQ(candles.open_time, (std::vector<TimeMs>{kStart, kStart + kMinuteMs}));
  EXPECT_EQ(candles.open, (std::vector<double>{42283.58, 42298.62}));
  EXPECT_EQ(candles.high, (std::vector<double>{42298.62, 42320.00}));
  EXPECT_EQ(candles.low, (std::vector<double>{42261.02, 42298.61}));
  EXPECT_EQ(candles.close, (std::vector<double>{42298.61, 42320.00}));
  EXPECT_EQ(candles.volume, (std::vector<double>{35.92724, 21.16779}));
}

TEST(BinanceCsv, ReadsRowsWithAndWithoutHeader) {
  for (const std::string& text :
       {kRow + "\n" + kNext + "\n", kRow + "\n" + kNext, kHeader + "\n" + kRow + "\n" + kNext + "\n", kRow + "\r\n" + kNext + "\r\n",
        "\xEF\xBB\xBF" + kHeader + "\r\n" + kRow + "\r\n\r\n" + kNext + "\r\n\r\n", "\n\n" + kRow + "\n\n" + kNext}) {
    SCOPED_TRACE(text);
    expect_both_rows(read_binance_csv(text).candles);
    expect_both_rows(read_csv(text).candles);
  }
}

TEST(BinanceCsv, ReadsMicroseconds) {
  std::string text = kRow + "\n" + kNext + "\n";
  for (const char* time : {"1704067200000", "1704067260000"}) text.replace(text.find(time), 13, std::string(time) + "000");
  expect_both_rows(read_binance_csv(text).candles);
}

TEST(BinanceCsv, ReadsFundingRates) {
  const std::string rows = "1704067200003,8,0.00037409\n1704096000000,8,-0.00010000\n";
  for (const std::string& text : {rows, "calc_time,funding_interval_hours,last_funding_rate\n" + rows}) {
    const FundingSeries funding = read_binance_csv(text, SeriesKind::kFunding).funding;
    EXPECT_EQ(funding.time, (std::vector<TimeMs>{1704067200003, 1704096000000}));
    EXPECT_EQ(funding.rate, (std::vector<double>{0.00037409, -0.0001}));
  }
}

struct BadText {
  std::string text;
  std::string code;
  std::string message_part;
};

TEST(BinanceCsv, RefusesWhatIsMalformed) {
  const std::vector<BadText> cases{
      {"", "empty_file", ""},
      {"\n\r\n\n", "empty_file", ""},
      {kHeader, "empty_file", "no rows"},
      {kHeader + "\n", "empty_file", "no rows"},
      {kRow + ",7\n", "bad_row", "line 1: 13 columns instead of 12"},
      {kRow + "\n" + kRow.substr(0, kRow.size() - 2) + "\n", "bad_row", "line 2: 11 columns instead of 12"},
      {kRow + "\n1704067260000,1,2\n", "bad_row", "line 2: 3 columns instead of 12"},
      {kRow + "\n1704067260000\n", "bad_row", "line 2: 1 columns instead of 12"},
      {kRow + "\n1704067260000,1,2,1,x,5,0,0,0,0,0,0\n", "bad_row", "column 'close' is not a number: 'x'"},
      {kRow + "\n1704067260000,1,nan,1,1,5,0,0,0,0,0,0\n", "bad_row", "column 'high' is not a number: 'nan'"},
      {kRow + "\n1704067260000,1,inf,1,1,5,0,0,0,0,0,0\n", "bad_row", "column 'high'"},
      {kRow + "\n1704067260000,1,1e999,1,1,5,0,0,0,0,0,0\n", "bad_row", "out of range"},
      {kRow + "\n1704067260000,1,0x10,1,1,5,0,0,0,0,0,0\n", "bad_row", "column 'high'"},
      {kRow + "\n1704067260000,1,,1,1,5,0,0,0,0,0,0\n", "bad_row", "column 'high'"},
      {kRow + "\n1704067260000,1,1,1,1,,0,0,0,0,0,0\n", "bad_row", "column 'volume'"},
      {kRow + "\n99999999999999999999,1,1,1,1,5,0,0,0,0,0,0\n", "bad_row", "column 'open_time' is not a time"},
      {kRow + "\nlater,1,1,1,1,5,0,0,0,0,0,0\n", "bad_row", "column 'open_time' is not a time: 'later'"},
      {kRow + "\n" + std::string(100, 'z') + "\n", "bad_row", "line 2"},
      {kRow + "\n" + kNext.substr(0, 30), "bad_row", "line 2"},
      {std::string(12, '\0'), "bad_row", "line 1"},
      {"\xff\xfe" + kRow, "bad_row", "line 1"},
  };
  for (const BadText& bad : cases) {
    SCOPED_TRACE(bad.text);
    std::string message;
    EXPECT_EQ(code_of([&] { read_binance_csv(bad.text); }, &message), bad.code);
    EXPECT_NE(message.find(bad.message_part), std::string::npos) << message;
  }
}

TEST(NamedCsv, FindsColumnsByNameInAnyOrderAndCase) {
  const std::string text =
      "Volume;Close;Low;High;Open;Date;comment\n35.92724;42298.61;42261.02;42298.62;42283.58;2024-01-01 00:00:00;a\n"
      "21.16779;42320.00;42298.61;42320;42298.62;2024-01-01T00:01:00Z;\"b;c\"\n";
  expect_both_rows(read_named_csv(text).candles);
}

TEST(NamedCsv, ReadsQuotesSpacesSignsAndTabs) {
  expect_both_rows(read_named_csv("\"timestamp\",\"open\",\"high\",\"low\",\"close\",\"volume\",\"note\"\n"
                                  "\"1704067200\", +42283.58 ,\"42298.62\",42261.02,42298.61,35.92724,\"a, b\"\n"
                                  "1704067260.000,42298.62,42320.00,42298.61,42320.00,21.16779,\n")
                       .candles);
  expect_both_rows(
      read_named_csv("time\topen\thigh\tlow\tclose\tvolume\n1704067200000000000\t42283.58\t42298.62\t42261.02\t42298.61\t35.92724\n"
                     "1704067260000000\t42298.62\t42320.00\t42298.61\t42320.00\t21.16779\n")
          .candles);
}

TEST(NamedCsv, MissingVolumeIsZero) {
  EXPECT_EQ(read_named_csv("date,open,high,low,close\n2024-01-01,1,2,0.5,1\n").candles.volume, std::vector<double>{0});
  EXPECT_EQ(read_named_csv("date,open,high,low,close,volume\n2024-01-01,1,2,0.5,1,\n").candles.volume, std::vector<double>{0});
}

TEST(NamedCsv, SaysWhatIsNotCandles) {
  std::string message;
  EXPECT_EQ(code_of([] { read_named_csv("id,price,qty\n1,2,3\n"); }, &message), "not_candles");
  EXPECT_NE(message.find("open_time or time or timestamp"), std::string::npos) << message;
  EXPECT_EQ(code_of([] { read_csv("1,2,3\n4,5,6\n"); }, &message), "not_candles");
  EXPECT_EQ(code_of([] { read_named_csv("date,open,high,low,close\n"); }), "empty_file");
  EXPECT_EQ(code_of([] { read_named_csv("date,open,high,low,close\nnoon,1,1,1,1\n"); }), "bad_row");
}

TEST(CandleTime, TellsUnitsApartByMagnitude) {
  for (const char* text :
       {"1704067200", "1704067200000", "1704067200000000", "1704067200000000000", "1704067200.0", "2024-01-01", "2024-01-01 00:00:00",
        "2024-01-01T00:00:00Z", "2024-01-01 00:00:00+00:00", "2024-01-01T09:00:00+09:00", "2024-01-01 00:00:00 UTC"}) {
    EXPECT_EQ(parse_candle_time(text), kStart) << text;
  }
  EXPECT_EQ(parse_candle_time("-1704067200"), -kStart);
  EXPECT_EQ(parse_candle_time("1704067200000999"), kStart);
  EXPECT_EQ(parse_candle_time("2024-01-01 00:00:00.250"), kStart + 250);
  EXPECT_EQ(time_from_integer(std::numeric_limits<std::int64_t>::min()), -9223372036855);
  for (const char* text :
       {"", "x", "1704067200.5", "2024-02-30 00:00:00", "2024-01-01 24:00:00", "2024-01-01 0a:00:00", "01/02/2024", "1.7e9"}) {
    EXPECT_FALSE(parse_candle_time(text)) << text;
  }
}

// Every double survives printing with 17 digits and reading; strtod is the judge.
TEST(CsvRows, NumbersAreTheNearestDoubles) {
  const unsigned seed = 20240101;
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937_64 random(seed);
  std::string text = "time,open,high,low,close,volume\n";
  std::vector<std::string> opens;
  for (int i = 0; i < 20000; ++i) {
    opens.push_back(
        fmt::format("{:.{}f}", std::ldexp(static_cast<double>(random() >> 11), -static_cast<int>(random() % 60)), random() % 12));
    text += fmt::format("{},{},1,1,1,1\n", kStart + i * kMinuteMs, opens.back());
  }
  const CandleColumns candles = read_named_csv(text).candles;
  ASSERT_EQ(candles.size(), opens.size());
  for (std::size_t i = 0; i < opens.size(); ++i) ASSERT_EQ(candles.open[i], std::strtod(opens[i].c_str(), nullptr)) << opens[i];
}

TEST(CsvRows, ThreadsDoNotChangeRowsOrErrors) {
  std::string text = kHeader + "\n";
  for (int i = 0; i < 30000; ++i)
    text += fmt::format("{},{},{},1,{},{},0,0,0,0,0,0{}", kStart + i * kMinuteMs, i + 1, i + 2, i + 1.5, i, i % 7 ? "\n" : "\r\n\n");
  const CandleColumns one = read_binance_csv(text, SeriesKind::kCandles, 1).candles;
  ASSERT_EQ(one.size(), 30000U);
  for (unsigned threads : {2U, 3U, 8U}) {
    const CandleColumns many = read_binance_csv(text, SeriesKind::kCandles, threads).candles;
    EXPECT_EQ(many.open_time, one.open_time);
    EXPECT_EQ(many.close, one.close);
    EXPECT_EQ(many.volume, one.volume);
  }
  const std::size_t middle = text.find('\n', text.size() / 3) + 1, late = text.find('\n', text.size() - 200) + 1;
  text[middle] = text[late] = '?';
  std::string of_one, of_many;
  EXPECT_EQ(code_of([&] { read_binance_csv(text, SeriesKind::kCandles, 1); }, &of_one), "bad_row");
  EXPECT_EQ(code_of([&] { read_binance_csv(text, SeriesKind::kCandles, 8); }, &of_many), "bad_row");
  EXPECT_EQ(of_one, of_many);
}

/// While it lives, this process may take so many bytes on top of what it has. Not under sanitizers, whose shadow memory counts.
class MemoryLimit {
 public:
  explicit MemoryLimit(std::size_t more) {
    EXPECT_EQ(getrlimit(RLIMIT_AS, &before_), 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    struct rlimit limits = before_;
    limits.rlim_cur = pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) + more;
    EXPECT_EQ(setrlimit(RLIMIT_AS, &limits), 0);
#else
    (void)more;
#endif
  }
  ~MemoryLimit() { EXPECT_EQ(setrlimit(RLIMIT_AS, &before_), 0); }
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

 private:
  struct rlimit before_{};
};

// Each text has lines for rows of at least 384 MB, and room for rows of 86 MB at most. Beside those, the limit leaves what two threads'
// stacks and heaps lay claim to.
TEST(CsvRows, LineEndsTakeNoMemoryOfRows) {
  const std::string blank(16 << 20, '\n');
  const std::string with_two_rows = kRow + "\n" + blank + kNext + "\n" + blank;
  std::string hopeless = kHeader + "\n";
  while (hopeless.size() < blank.size()) hopeless += "1\n";
  const MemoryLimit limit(350 << 20);
  expect_both_rows(read_binance_csv(with_two_rows, SeriesKind::kCandles, 2).candles);
  EXPECT_EQ(code_of([&] { read_binance_csv(blank); }), "empty_file");
  EXPECT_EQ(code_of([&] { read_binance_csv(hopeless, SeriesKind::kCandles, 2); }), "bad_row");
}

// The room for rows is reckoned from the shortest row there can be.
TEST(CsvRows, TheShortestRowsFit) {
  std::string text = "date,open,high,low,close,volume\n";
  for (int i = 0; i < 100000; ++i) text += "1,1,1,1,1,\n";
  for (unsigned threads : {1U, 4U}) EXPECT_EQ(read_named_csv(text + "1,1,1,1,1,", SeriesKind::kCandles, threads).rows(), 100001U);
  std::string funding;
  for (int i = 0; i < 100000; ++i) funding += "1,,1\n";
  EXPECT_EQ(read_binance_csv(funding, SeriesKind::kFunding, 4).rows(), 100000U);
}

// Any bytes end in columns or in a data error.
TEST(CsvRows, MutatedFilesNeverCrash) {
  const unsigned seed = 7;
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937 random(seed);
  const std::string sound = kHeader + "\n" + kRow + "\r\n" + kNext + "\n";
  constexpr std::string_view kAlphabet = ",\n\r\"-+.eE0159 \t;\0x";
  for (int round = 0; round < 5000; ++round) {
    std::string text = sound;
    for (unsigned edit = 0; edit <= random() % 6; ++edit) {
      const std::size_t at = random() % text.size();
      if (random() % 3 == 0)
        text.erase(at, 1 + random() % 20);
      else
        text[at] = kAlphabet[random() % kAlphabet.size()];
      if (text.empty()) text = ",";
    }
    for (const SeriesKind kind : {SeriesKind::kCandles, SeriesKind::kFunding}) {
      for (auto* reader : {&read_binance_csv, &read_named_csv, &read_csv}) {
        try {
          const FileContent content = reader(text, kind, 2);
          EXPECT_GT(content.rows(), 0U);
          EXPECT_EQ(content.candles.close.size(), content.candles.size());
        } catch (const Error& error) {
          EXPECT_EQ(error.kind(), ErrorKind::kData) << text;
        }
      }
    }
  }
}

}  // namespace
}  // namespace orchestrator
