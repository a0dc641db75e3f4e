#include "orchestrator/results/sparkline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace orchestrator {
namespace {

constexpr std::array<const char*, 9> kEighths{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

std::vector<double> last_of_each(std::span<const double> values, std::size_t columns) {
  std::vector<double> points;
  columns = std::min(columns, values.size());
  for (std::size_t c = 0; c < columns; ++c) points.push_back(values[(c + 1) * values.size() / columns - 1]);
  return points;
}

}  // namespace

std::string sparkline(std::span<const double> values, int width, int rows) {
  if (values.empty()) return {};
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  const double low = *lowest, range = *highest - low;
  const std::array labels{fmt::format("{:.2f}", *highest), fmt::format("{:.2f}", low)};
  const auto label_width = std::max(labels[0].size(), labels[1].size());
  const int columns = std::max(1, width - static_cast<int>(label_width) - 2);
  const std::vector<double> points = last_of_each(values, static_cast<std::size_t>(columns));
  std::string text;
  for (int row = rows - 1; row >= 0; --row) {
    const std::string label = row == rows - 1 ? labels[0] : row == 0 ? labels[1] : "";
    text += fmt::format("{:>{}} {}", label, label_width, label.empty() ? "│" : "┤");
    for (const double point : points) {
      // The lowest value still shows one eighth, so that a flat curve is a line.
      const double share = range > 0 ? (point - low) / range : 0;
      const int eighths = 1 + static_cast<int>(std::lround(share * (rows * 8 - 1)));
      text += kEighths[static_cast<std::size_t>(std::clamp(eighths - row * 8, 0, 8))];
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

}  // namespace orchestrator
