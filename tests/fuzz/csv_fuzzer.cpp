// CSV files: whatever the bytes, one thread and several agree.
#include <string>

#include "expected_failure.h"
#include "orchestrator/importing/csv_file.h"

using orchestrator::FileContent;
using orchestrator::fuzz::reads_or_refuses;
using orchestrator::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = orchestrator::fuzz::as_text(data, size);
  for (const orchestrator::SeriesKind kind : {orchestrator::SeriesKind::kCandles, orchestrator::SeriesKind::kFunding}) {
    FileContent one, several;
    const bool one_reads = reads_or_refuses([&] { one = orchestrator::read_csv(text, kind, 1); });
    const bool several_read = reads_or_refuses([&] { several = orchestrator::read_csv(text, kind, 3); });
    require(one_reads == several_read, "one thread and three agree whether a file can be read");
    require(one.candles.open_time == several.candles.open_time && one.funding.time == several.funding.time, "threads do not change times");
    require(one.candles.close.size() == one.candles.open_time.size(), "columns are equally long");
  }
  return 0;
}
