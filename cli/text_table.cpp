#include "text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace {

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void append_line(std::string& out, const std::vector<std::string>& cells, const std::vector<TextTable::Column>& columns,
                 const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const std::string_view cell = c < cells.size() ? std::string_view(cells[c]) : std::string_view();
    const std::string padding(widths[c] - width_of(cell), ' ');
    if (c) line += "  ";
    const bool right = columns[c].align == TextTable::Align::kRight;
    line.append(right ? padding : std::string()).append(cell).append(right ? std::string() : padding);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out.append(line).append("\n");
}

int decimals_needed(double value, int max_decimals) {
  std::string text = fmt::format("{:.{}f}", value, max_decimals);
  const auto point = text.find('.');
  if (point == std::string::npos) return 0;
  return static_cast<int>(text.find_last_not_of('0') - point);
}

}  // namespace

std::string TextTable::text() const {
  std::vector<std::string> titles;
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    titles.push_back(columns_[c].title);
    std::size_t width = width_of(columns_[c].title);
    for (const auto& row : rows_) {
      if (c < row.size()) width = std::max(width, width_of(row[c]));
    }
    widths.push_back(width);
  }
  std::string out;
  append_line(out, titles, columns_, widths);
  for (const auto& row : rows_) append_line(out, row, columns_, widths);
  return out;
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

std::string counted(std::uint64_t number, std::string_view singular, std::string_view plural) {
  if (number == 1) return fmt::format("1 {}", singular);
  return plural.empty() ? fmt::format("{} {}s", grouped(number), singular) : fmt::format("{} {}", grouped(number), plural);
}

std::string human_bytes(std::uint64_t bytes) {
  static constexpr std::array kUnits{"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return unit && value < 9.95 ? fmt::format("{:.1f} {}", value, kUnits[unit]) : fmt::format("{:.0f} {}", value, kUnits[unit]);
}

std::string short_time(orchestrator::TimeMs time_ms) {
  std::string text = orchestrator::format_time(time_ms);
  if (!orchestrator::in_calendar(time_ms)) return text;
  text[text.find('T')] = ' ';
  text.pop_back();  // Z
  if (text.ends_with(":00")) text.resize(text.size() - 3);
  return text;
}

std::vector<std::string> aligned_numbers(const std::vector<double>& values, int max_decimals) {
  int decimals = 0;
  for (const double value : values) decimals = std::max(decimals, decimals_needed(value, max_decimals));
  std::vector<std::string> out;
  out.reserve(values.size());
  for (const double value : values) out.push_back(fmt::format("{:.{}f}", value, decimals));
  return out;
}
