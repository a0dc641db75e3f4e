// A descriptor written by hand that differs from the engine's in one respect: sizes, standard library, or magic number.
#include <cstdlib>

#include "orchestrator/components/plugin.h"

namespace {

#if defined(OTHER_MAGIC)
constexpr std::uint64_t kMagic = 1;
#else
constexpr std::uint64_t kMagic = orchestrator::kPluginMagic;
#endif

#if defined(OTHER_STANDARD_LIBRARY)
const char* const kAbi = "somelib++ abi 7";
const std::uint32_t* const kSizes = orchestrator::kPluginSizes;
#else
const char* const kAbi = orchestrator::kPluginAbi;
constexpr std::uint32_t kOtherSizes[std::size(orchestrator::kPluginSizes)] = {8, 9, 10};
const std::uint32_t* const kSizes = kOtherSizes;
#endif

const orchestrator::PluginDescriptor kDescriptor{
    kMagic, ORCHESTRATOR_PLUGIN_ABI_VERSION, std::size(orchestrator::kPluginSizes), kSizes, kAbi, [](orchestrator::PluginRegistry&) {
      std::abort();
    }};

}  // namespace

extern "C" const orchestrator::PluginDescriptor* orchestrator_plugin_descriptor() { return &kDescriptor; }
