// Configurations: what is refused is refused with a place.
#include "expected_failure.h"
#include "orchestrator/engine/configuration_reader.h"

using orchestrator::fuzz::reads_or_refuses;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reads_or_refuses([&] { orchestrator::read_configuration(orchestrator::fuzz::as_text(data, size), "/nonexistent"); });
  return 0;
}
