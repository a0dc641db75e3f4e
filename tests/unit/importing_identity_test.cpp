// What names tell: a table that a reader can check by eye.
#include <gtest/gtest.h>

#include "orchestrator/importing/file_identity.h"

namespace orchestrator {
namespace {

struct NameCase {
  const char* path;
  const char* symbol;
  const char* interval;  ///< "" none
  SeriesKind kind;
  const char* market;
  bool binance;
};

TEST(FileIdentity, ReadsNamesAndFolders) {
  constexpr auto kCandles = SeriesKind::kCandles, kMark = SeriesKind::kMark, kFunding = SeriesKind::kFunding;
  const NameCase cases[] = {
      {"BTCUSDT-1m-2024-01.zip", "BTCUSDT", "1m", kCandles, "", true},
      {"BTCUSDT-1h-2024-01-05.csv", "BTCUSDT", "1h", kCandles, "", true},
      {"data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2024-01.zip", "BTCUSDT", "1m", kCandles, "spot", true},
      {"data/futures/um/daily/klines/1000SHIBUSDT/1h/1000SHIBUSDT-1h-2024-01-05.zip", "1000SHIBUSDT", "1h", kCandles, "um", true},
      {"data/futures/cm/monthly/klines/BTCUSD_PERP/1d/BTCUSD_PERP-1d-2024-01.zip", "BTCUSD_PERP", "1d", kCandles, "cm", true},
      {"BTCUSD_PERP-1d-2024-01.zip", "BTCUSD_PERP", "1d", kCandles, "cm", true},
      {"futures/um/BTCUSDT_240329-1d-2024-01.zip", "BTCUSDT_240329", "1d", kCandles, "um", true},
      {"data/futures/um/monthly/markPriceKlines/BTCUSDT/1m/BTCUSDT-1m-2024-01.zip", "BTCUSDT", "1m", kMark, "um", true},
      {"data/futures/um/monthly/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2024-01.zip", "BTCUSDT", "", kFunding, "um", true},
      {"BTC_USDT-5m.feather", "BTCUSDT", "5m", kCandles, "", false},
      {"futures/XRP_USDT_USDT-1h-futures.feather", "XRPUSDT", "1h", kCandles, "um", false},
      {"futures/XRP_USDT_USDT-1h-mark.feather", "XRPUSDT", "1h", kMark, "um", false},
      {"futures/XRP_USDT_USDT-8h-funding_rate.feather", "XRPUSDT", "8h", kFunding, "um", false},
      {"BTC_USD_BTC-1d-futures.parquet", "BTCUSD_PERP", "1d", kCandles, "cm", false},
      {"BTCUSDT-1m.csv", "BTCUSDT", "1m", kCandles, "", false},
      {"btcusdt_4h.PARQUET", "BTCUSDT", "4h", kCandles, "", false},
      {"ETH_BTC_1d.csv", "ETHBTC", "1d", kCandles, "", false},
      {"BTCUSDT.csv", "BTCUSDT", "", kCandles, "", false},
      {"my prices.csv", "", "", kCandles, "", false},
  };
  for (const NameCase& c : cases) {
    SCOPED_TRACE(c.path);
    const FileIdentity identity = identify_file(c.path);
    EXPECT_EQ(identity.symbol, c.symbol);
    EXPECT_EQ(identity.interval ? identity.interval->name() : "", c.interval);
    EXPECT_EQ(identity.kind, c.kind);
    EXPECT_EQ(identity.market, c.market);
    EXPECT_EQ(identity.binance, c.binance);
    EXPECT_EQ(identity.skip_reason, "");
  }
}

TEST(FileIdentity, KnowsWhatIsNotCandlesByName) {
  for (const char* path :
       {"README.md", "BTCUSDT-aggTrades-2024-01.zip", "BTCUSDT-1s-2024-01.zip", "BTCUSDT-1mo-2024-01.zip", "BTC_USDT-trades.feather", "x",
        "futures/um/monthly/indexPriceKlines/BTCUSDT/1m/BTCUSDT-1m-2024-01.zip", "BTC_USDT_USDT-1h-index.feather", ".csv"}) {
    EXPECT_NE(identify_file(path).skip_reason, "") << path;
  }
}

TEST(FileIdentity, TakesTheFormatFromTheExtension) {
  EXPECT_EQ(identify_file("a-1m.csv").format, FileFormat::kCsv);
  EXPECT_EQ(identify_file("a-1m.ZIP").format, FileFormat::kZip);
  EXPECT_EQ(identify_file("a-1m.feather").format, FileFormat::kFeather);
  EXPECT_EQ(identify_file("a-1m.arrow").format, FileFormat::kFeather);
  EXPECT_EQ(identify_file("a-1m.parquet").format, FileFormat::kParquet);
}

}  // namespace
}  // namespace orchestrator
