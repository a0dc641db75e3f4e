// The seed of a random test.
#pragma once

#include <cstdlib>
#include <random>
#include <string>

namespace orchestrator::test_support {

/// ORCHESTRATOR_TEST_SEED, which `make test` sets and prints, so that a failure can be had again; without it, another one each time.
inline unsigned random_seed() {
  const char* const given = std::getenv("ORCHESTRATOR_TEST_SEED");
  return given && *given ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
}

}  // namespace orchestrator::test_support
