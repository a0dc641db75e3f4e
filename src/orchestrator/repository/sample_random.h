// Random numbers for the sample market: the same on every platform, unlike the distributions of the standard library.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <string_view>

#include "orchestrator/base/random.h"

namespace orchestrator {

/// SplitMix64 with the distributions that the sample market needs. The normal ones go through libm's log, sin and cos: two C libraries
/// may differ in the last bit there, which rounding prices to ticks hides but for rare single ticks.
class SampleRandom {
 public:
  /// A stream of its own for every (seed, name, purpose).
  SampleRandom(std::uint64_t seed, std::string_view name, std::uint64_t purpose) : state_(mix64(seed + kGolden)) {
    for (const char c : name) state_ = mix64((state_ ^ static_cast<unsigned char>(c)) + kGolden);
    state_ = mix64((state_ ^ purpose) + kGolden);
  }

  std::uint64_t next() { return mix64(state_ += kGolden); }
  /// Uniform in (0, 1], so that its logarithm is finite.
  double uniform() { return (static_cast<double>(next() >> 11) + 1) * 0x1.0p-53; }
  /// Standard normal (Box and Muller 1958).
  double normal() {
    if (spare_) {
      const double value = *spare_;
      spare_.reset();
      return value;
    }
    const double radius = std::sqrt(-2 * std::log(uniform()));
    const double angle = 2 * std::numbers::pi * uniform();
    spare_ = radius * std::sin(angle);
    return radius * std::cos(angle);
  }

 private:
  static constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ULL;
  std::uint64_t state_;
  std::optional<double> spare_;
};

}  // namespace orchestrator
