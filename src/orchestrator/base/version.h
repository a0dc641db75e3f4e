// Which engine this is.
#pragma once

#include <string>
#include <string_view>

namespace orchestrator {

/// The release, e.g. `0.1.0`: `engine_version` of a result.
std::string_view engine_version();
/// The commit it was built from, 12 hex digits, with `-dirty` when files differed; `unknown` outside a repository.
std::string_view engine_commit();

}  // namespace orchestrator
