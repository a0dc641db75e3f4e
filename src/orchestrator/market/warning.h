// A warning: something legal that a careful trader wants to know about.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace orchestrator {

/// `code` is stable (`gaps`, `unsorted`, `no_funding`, …); `symbol` and `count` are empty or 0 where they mean nothing.
struct Warning {
  std::string code;
  std::string message;
  std::string symbol;
  std::int64_t count = 0;
};
using Warnings = std::vector<Warning>;

}  // namespace orchestrator
