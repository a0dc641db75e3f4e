#include "orchestrator/engine/run_repository.h"

#include <cstdlib>

#include "orchestrator/repository/arrow_repository.h"
#include "orchestrator/repository/inline_repository.h"

namespace orchestrator {
namespace {

std::string store_root(const DataSettings& data) {
  if (!data.root.empty()) return data.root;
  const char* root = std::getenv("ORCHESTRATOR_DATA");
  return root && *root ? root : "data";
}

std::string store_market(const RunConfiguration& config) {
  if (!config.data.market.empty()) return config.data.market;
  if (config.market == Market::kSpot) return "spot";
  return instrument_of(config, config.symbols.front()).inverse ? "cm" : "um";
}

}  // namespace

std::unique_ptr<CandleRepository> open_run_repository(const RunConfiguration& config) {
  if (config.inline_data) {
    const InlineData& data = *config.inline_data;
    return std::make_unique<InlineRepository>(data.main, data.detailed, data.mark, data.funding);
  }
  return std::make_unique<ArrowRepository>(CandleStore(store_root(config.data)), config.data.exchange, store_market(config));
}

}  // namespace orchestrator
