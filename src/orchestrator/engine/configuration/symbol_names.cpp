#include "orchestrator/engine/configuration/symbol_names.h"

#include "orchestrator/base/error.h"
#include "orchestrator/market/symbol.h"

namespace orchestrator::configuration {

std::string symbol_at(const std::string& name, const std::string& path) {
  try {
    return canonical_symbol(name);
  } catch (const Error& error) {
    throw configuration_error(error.code(), error.message(), path, error.hint());
  }
}

}  // namespace orchestrator::configuration
