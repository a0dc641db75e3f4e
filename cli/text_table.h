// Tables and numbers for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "orchestrator/base/time.h"

/// Rows under a header, columns as wide as their widest cell (counted in UTF-8 characters), two spaces apart.
class TextTable {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };
  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// Missing cells are empty.
  void add_row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::size_t rows() const { return rows_.size(); }
  std::string text() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// `1,234,567`.
std::string grouped(std::uint64_t number);
/// `1 row`, `2 rows`, `1,000 rows`.
std::string counted(std::uint64_t number, std::string_view singular, std::string_view plural = {});
/// `812 B`, `1.4 kB`, `25 MB`.
std::string human_bytes(std::uint64_t bytes);
/// `2024-01-01 00:00`, with seconds and milliseconds only when there are some; UTC.
std::string short_time(orchestrator::TimeMs time_ms);
/// Numbers of one column with equally many decimals (as many as the value with the most needs, at most `max_decimals`).
std::vector<std::string> aligned_numbers(const std::vector<double>& values, int max_decimals = 8);
