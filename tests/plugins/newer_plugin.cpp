// Compiled with another ABI version (see CMakeLists.txt). Registering would crash: it must not come to that.
#include <cstdlib>

#include "orchestrator/components/plugin.h"

ORCHESTRATOR_PLUGIN(plugin) {
  static_cast<void>(plugin);
  std::abort();
}
