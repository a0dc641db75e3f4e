// Symbol names of a configuration.
#pragma once

#include <string>

namespace orchestrator::configuration {

/// The canonical name; a `bad_symbol` error at `path` when it is none.
std::string symbol_at(const std::string& name, const std::string& path);

}  // namespace orchestrator::configuration
