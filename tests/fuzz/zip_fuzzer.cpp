// Zip archives: no crash, and never more bytes than allowed.
#include "expected_failure.h"
#include "orchestrator/importing/zip_file.h"

using orchestrator::fuzz::reads_or_refuses;
using orchestrator::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const orchestrator::ZipLimits limits{.uncompressed_bytes = std::uint64_t{1} << 20, .entries = 100};
  const auto bytes = orchestrator::fuzz::as_bytes(data, size);
  reads_or_refuses([&] { orchestrator::list_zip(bytes, limits); });
  reads_or_refuses([&] {
    std::uint64_t expanded = 0;
    for (const orchestrator::ZipEntry& entry : orchestrator::read_zip(bytes, {}, limits)) expanded += entry.bytes.size();
    require(expanded <= limits.uncompressed_bytes, "an archive expands to no more than its limit");
  });
  return 0;
}
