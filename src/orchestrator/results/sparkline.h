// A curve drawn with block characters.
#pragma once

#include <span>
#include <string>

namespace orchestrator {

/// `rows` lines of at most `width` columns: the highest and lowest value at the left, eighths of blocks to the right. Each column
/// shows the last value of its share of the curve. Empty for an empty curve.
std::string sparkline(std::span<const double> values, int width, int rows);

}  // namespace orchestrator
