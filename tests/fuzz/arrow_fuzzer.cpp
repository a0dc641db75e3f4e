// Feather and Parquet files that users bring.
#include "expected_failure.h"
#include "orchestrator/importing/arrow_file.h"

using orchestrator::FileContent;
using orchestrator::fuzz::reads_or_refuses;
using orchestrator::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = orchestrator::fuzz::as_bytes(data, size);
  for (const auto read : {&orchestrator::read_feather, &orchestrator::read_parquet}) {
    reads_or_refuses([&] {
      const FileContent content = read(bytes, orchestrator::SeriesKind::kCandles);
      require(content.candles.close.size() == content.candles.open_time.size(), "columns are equally long");
    });
  }
  return 0;
}
