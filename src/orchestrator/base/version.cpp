#include "orchestrator/base/version.h"

#include "orchestrator_commit.h"  // written at build time by cmake/write_commit.cmake

namespace orchestrator {

std::string_view engine_version() { return ORCHESTRATOR_VERSION; }
std::string_view engine_commit() { return ORCHESTRATOR_COMMIT; }

}  // namespace orchestrator
