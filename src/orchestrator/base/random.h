// Counter-based random numbers: a pure function of identity, so no order of execution changes them
// (docs/semantics.md, section 9).
#pragma once

#include <cstdint>

namespace orchestrator {

/// What a random number is for; part of its identity.
enum class RandomPurpose : std::uint64_t { kCrossing = 1, kEntrySlippage = 2, kExitSlippage = 3 };

/// SplitMix64's finaliser (Steele, Lea, Flood 2014).
constexpr std::uint64_t mix64(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xBF58476D1CE4E5B9ULL;
  x ^= x >> 27;
  x *= 0x94D049BB133111EBULL;
  x ^= x >> 31;
  return x;
}

/// Uniform in [0, 1) with 53 bits, from (seed, proposal, purpose, index) alone.
constexpr double uniform01(std::uint64_t seed, std::uint64_t proposal_id, RandomPurpose purpose, std::uint64_t index) {
  constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ULL;
  std::uint64_t h = mix64(seed + kGolden);
  h = mix64((h ^ proposal_id) + kGolden);
  h = mix64((h ^ static_cast<std::uint64_t>(purpose)) + kGolden);
  h = mix64((h ^ index) + kGolden);
  return static_cast<double>(h >> 11) * 0x1.0p-53;
}

}  // namespace orchestrator
