// Fails while registering.
#include <stdexcept>

#include "orchestrator/components/plugin.h"

ORCHESTRATOR_PLUGIN(plugin) {
  static_cast<void>(plugin);
  throw std::runtime_error("the licence has expired");
}
