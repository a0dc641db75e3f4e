// Rows of a delimited text as columns: one time and some numbers of each row, the other fields skipped.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "orchestrator/base/time.h"

namespace orchestrator {

/// Where the wanted fields are.
struct CsvLayout {
  char delimiter = ',';
  std::size_t fields = 0;              ///< in every row; another count is an error
  std::size_t time_field = 0;          ///< 0-based
  std::vector<std::size_t> numbers;    ///< 0-based fields of the wanted numbers, in the order of the result's columns
  std::vector<std::string> names;      ///< of all fields, for error messages
  std::size_t optional_field = kNone;  ///< an empty field here is 0 (a missing volume)

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
};

/// Columns of equal length.
struct CsvColumns {
  std::vector<TimeMs> time;
  std::vector<std::vector<double>> numbers;
};

/// Reads the rows in `text` (without a header row; CRLF, blank lines, quoted fields and spaces around numbers are fine; a line break inside
/// quotes is not). `first_line` is the 1-based line at which `text` begins, for messages. Uses up to `threads` threads.
/// Numbers are the doubles nearest to the decimals. Throws a data error (`bad_row`) with the line of the first bad row.
CsvColumns read_csv_rows(std::string_view text, const CsvLayout& layout, std::size_t first_line, unsigned threads);

/// The fields of one line, without quotes and surrounding spaces.
std::vector<std::string> split_csv_line(std::string_view line, char delimiter);

}  // namespace orchestrator
