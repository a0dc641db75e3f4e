#include "orchestrator/importing/csv_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <optional>

#include "orchestrator/base/error.h"
#include "orchestrator/base/huge_pages.h"
#include "orchestrator/base/parallel_for.h"
#include "orchestrator/importing/candle_time.h"

namespace orchestrator {
namespace {

constexpr int kSkip = -2;
constexpr int kTime = -1;

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// The end of the field that begins at `at`: a delimiter outside quotes, or `end`.
const char* end_of_field(const char* at, const char* end, char delimiter) {
  bool quoted = false;
  for (; at != end && (quoted || *at != delimiter); ++at) {
    if (*at == '"') quoted = !quoted;
  }
  return at;
}

std::string_view unquoted(std::string_view field) {
  field = trimmed(field);
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"') field = trimmed(field.substr(1, field.size() - 2));
  return field;
}

std::string shown(std::string_view field) {
  constexpr std::size_t kLongest = 40;
  std::string text(field.substr(0, kLongest));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) c = '?';
  }
  return field.size() > kLongest ? text + "…" : text;
}

Error bad_row(std::size_t line, std::string message) {
  return data_error("bad_row", fmt::format("line {}: {}", line, message), fmt::format("line {}", line));
}

std::size_t count_line_ends(std::string_view text) {
  // Counted in bytes over blocks that cannot overflow one: a compiler makes vectors of that, of std::count's wide counter it does not.
  constexpr std::size_t kBlock = 128;
  std::size_t ends = 0;
  std::size_t at = 0;
  for (; at + kBlock <= text.size(); at += kBlock) {
    std::uint8_t in_block = 0;
    for (std::size_t i = 0; i < kBlock; ++i) in_block = static_cast<std::uint8_t>(in_block + (text[at + i] == '\n' ? 1 : 0));
    ends += in_block;
  }
  return ends + static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), '\n'));
}

/// Lines of a text, blank ones and an unfinished last one too.
std::size_t count_lines(std::string_view text) { return count_line_ends(text) + (text.empty() || text.back() == '\n' ? 0 : 1); }

/// Calls visit(line without its line end, its 0-based number) for every line that is not blank.
template <typename Visit>
void for_each_line(std::string_view text, Visit visit) {
  const char* at = text.data();
  const char* const end = at + text.size();
  std::size_t lines = 0;
  while (at != end) {
    const auto* found = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    const char* const line_end = found ? found : end;
    const char* last = line_end;
    if (last != at && last[-1] == '\r') --last;
    if (last != at) visit(std::string_view(at, static_cast<std::size_t>(last - at)), lines);
    ++lines;
    at = found ? found + 1 : end;
  }
}

/// A part of the text that one thread reads: whole lines.
struct Chunk {
  std::string_view text;
  std::size_t lines = 0;
  std::size_t first_line = 0;  ///< in the file, 1-based
  std::size_t room = 0;        ///< for so many rows at most
  std::size_t first_row = 0;   ///< where its rows go
  std::size_t rows = 0;        ///< found; fewer than lines when some are blank
};

std::vector<Chunk> cut_into_chunks(std::string_view text, unsigned threads) {
  constexpr std::size_t kSmallest = 1 << 18;  // below this a thread costs more than it saves
  const std::size_t count = std::clamp<std::size_t>(text.size() / kSmallest, 1, std::max(1U, threads));
  std::vector<Chunk> chunks;
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= count && begin < text.size(); ++i) {
    std::size_t end = i == count ? text.size() : std::max(begin, text.size() / count * i);
    if (end < text.size()) {
      const std::size_t line_end = text.find('\n', end);
      end = line_end == std::string_view::npos ? text.size() : line_end + 1;
    }
    chunks.push_back({text.substr(begin, end - begin)});
    begin = end;
  }
  return chunks;
}

/// Reads the rows of chunks into columns that are already long enough.
class RowReader {
 public:
  RowReader(const CsvLayout& layout, CsvColumns& columns) : layout_(layout), columns_(columns), slots_(layout.fields, kSkip) {
    slots_[layout.time_field] = kTime;
    for (std::size_t i = 0; i < layout.numbers.size(); ++i) slots_[layout.numbers[i]] = static_cast<int>(i);
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i] != kSkip) wanted_ = i + 1;
    }
  }

  void read(Chunk& chunk) const {
    std::size_t row = chunk.first_row;
    for_each_line(chunk.text, [&](std::string_view line, std::size_t index) { read_line(line, row++, chunk.first_line + index); });
    chunk.rows = row - chunk.first_row;
  }

 private:
  void read_line(std::string_view line, std::size_t row, std::size_t line_number) const {
    const char* at = line.data();
    const char* const end = at + line.size();
    for (std::size_t field = 0; field < wanted_; ++field) {
      if (slots_[field] == kSkip) {
        at = end_of_field(at, end, layout_.delimiter);
      } else if (!read_plain(at, end, row, field)) {
        at = read_unusual(at, end, row, field, line_number);
      }
      const bool last = field + 1 == layout_.fields;
      if (last != (at == end)) throw wrong_count(line, line_number);
      if (last) return;
      ++at;
    }
    require_rest(at, end, line, line_number);
  }

  /// The usual case: digits that end at a delimiter or the end of the line. False: nothing was read, `at` is where it was.
  bool read_plain(const char*& at, const char* end, std::size_t row, std::size_t field) const {
    const int slot = slots_[field];
    if (slot == kTime) {
      std::int64_t value = 0;
      const auto [rest, error] = std::from_chars(at, end, value);
      if (error != std::errc{} || (rest != end && *rest != layout_.delimiter)) return false;
      columns_.time[row] = time_from_integer(value);
      at = rest;
      return true;
    }
    double value = 0;
    const auto [rest, error] = std::from_chars(at, end, value);
    if (error != std::errc{} || !std::isfinite(value) || (rest != end && *rest != layout_.delimiter)) return false;
    columns_.numbers[static_cast<std::size_t>(slot)][row] = value;
    at = rest;
    return true;
  }

  /// Quotes, spaces, ISO times, empty fields. Returns the field's end.
  const char* read_unusual(const char* at, const char* end, std::size_t row, std::size_t field, std::size_t line) const {
    const char* const field_end = end_of_field(at, end, layout_.delimiter);
    const std::string_view text = unquoted({at, static_cast<std::size_t>(field_end - at)});
    if (slots_[field] == kTime) {
      const auto time = parse_candle_time(text);
      if (!time) throw bad_row(line, fmt::format("column '{}' is not a time: '{}'", name(field), shown(text)));
      columns_.time[row] = *time;
      return field_end;
    }
    double value = 0;
    if (!(text.empty() && field == layout_.optional_field)) {
      const char* const first = text.data() + (text.starts_with('+') ? 1 : 0);
      const auto [rest, error] = std::from_chars(first, text.data() + text.size(), value);
      if (error == std::errc::result_out_of_range)
        throw bad_row(line, fmt::format("column '{}' is out of range: '{}'", name(field), shown(text)));
      if (error != std::errc{} || rest != text.data() + text.size() || !std::isfinite(value)) {
        throw bad_row(line, fmt::format("column '{}' is not a number: '{}'", name(field), shown(text)));
      }
    }
    columns_.numbers[static_cast<std::size_t>(slots_[field])][row] = value;
    return field_end;
  }

  /// The fields behind the last wanted one are only counted.
  void require_rest(const char* at, const char* end, std::string_view line, std::size_t line_number) const {
    std::size_t left = layout_.fields - wanted_;
    if (std::memchr(at, '"', static_cast<std::size_t>(end - at)) == nullptr) {
      if (static_cast<std::size_t>(std::count(at, end, layout_.delimiter)) + 1 == left) return;
      throw wrong_count(line, line_number);
    }
    for (; left > 0; --left) {
      at = end_of_field(at, end, layout_.delimiter);
      if (at == end) break;
      ++at;
    }
    if (left != 1) throw wrong_count(line, line_number);
  }

  Error wrong_count(std::string_view line, std::size_t line_number) const {
    return bad_row(line_number, fmt::format("{} columns instead of {}", split_csv_line(line, layout_.delimiter).size(), layout_.fields));
  }
  std::string name(std::size_t field) const { return field < layout_.names.size() ? layout_.names[field] : std::to_string(field + 1); }

  const CsvLayout& layout_;
  CsvColumns& columns_;
  std::vector<int> slots_;
  std::size_t wanted_ = 0;  ///< fields up to and including the last wanted one
};

template <typename T>
void allocate_column(std::vector<T>& column, std::size_t rows) {
  column.reserve(rows);
  prefer_huge_pages(column.data(), rows * sizeof(T));
  column.resize(rows);
}

/// Filling fresh memory with zeros is page faults mostly: worth spreading for large files.
void allocate(CsvColumns& columns, std::size_t rows, unsigned threads) {
  parallel_for(columns.numbers.size() + 1, rows > (1 << 16) ? threads : 1, [&](std::size_t i) {
    if (i == 0) {
      allocate_column(columns.time, rows);
    } else {
      allocate_column(columns.numbers[i - 1], rows);
    }
  });
}

/// Bytes of the shortest row without an error: a character for the time and for every number that must be there, what separates the
/// fields, and the line end.
std::size_t shortest_row(const CsvLayout& layout) {
  return layout.fields + 1 + layout.numbers.size() - (layout.optional_field == CsvLayout::kNone ? 0 : 1);
}

template <typename T>
void close_gaps(std::vector<T>& column, const std::vector<Chunk>& chunks) {
  auto end = column.begin();
  for (const Chunk& chunk : chunks) {
    const auto begin = column.begin() + static_cast<std::ptrdiff_t>(chunk.first_row);
    end = begin == end ? begin + static_cast<std::ptrdiff_t>(chunk.rows)
                       : std::move(begin, begin + static_cast<std::ptrdiff_t>(chunk.rows), end);
  }
  column.erase(end, column.end());
}

/// Takes out the room that each chunk's rows have left behind them.
void close_gaps(CsvColumns& columns, const std::vector<Chunk>& chunks) {
  close_gaps(columns.time, chunks);
  for (auto& column : columns.numbers) close_gaps(column, chunks);
}

}  // namespace

CsvColumns read_csv_rows(std::string_view text, const CsvLayout& layout, std::size_t first_line, unsigned threads) {
  std::vector<Chunk> chunks = cut_into_chunks(text, threads);
  parallel_for(chunks.size(), threads, [&](std::size_t i) { chunks[i].lines = count_lines(chunks[i].text); });
  std::size_t room = 0;
  for (Chunk& chunk : chunks) {
    // No more rows than lines, nor than can be told by so many bytes: a file of line ends must not take the machine's memory.
    chunk.room = std::min(chunk.lines, chunk.text.size() / shortest_row(layout) + 1);
    chunk.first_row = room;
    chunk.first_line = first_line;
    room += chunk.room;
    first_line += chunk.lines;
  }
  CsvColumns columns;
  columns.numbers.resize(layout.numbers.size());
  allocate(columns, room, threads);
  const RowReader reader(layout, columns);
  // Each chunk's own failure is kept, so that the message names the first bad line whatever thread comes first.
  std::vector<std::optional<Error>> failures(chunks.size());
  parallel_for(chunks.size(), threads, [&](std::size_t i) {
    try {
      reader.read(chunks[i]);
    } catch (const Error& error) {
      failures[i] = error;
    }
  });
  for (const auto& failure : failures) {
    if (failure) throw *failure;
  }
  close_gaps(columns, chunks);
  return columns;
}

std::vector<std::string> split_csv_line(std::string_view line, char delimiter) {
  std::vector<std::string> fields;
  const char* at = line.data();
  const char* const end = at + line.size();
  while (true) {
    const char* const field_end = end_of_field(at, end, delimiter);
    fields.emplace_back(unquoted({at, static_cast<std::size_t>(field_end - at)}));
    if (field_end == end) return fields;
    at = field_end + 1;
  }
}

}  // namespace orchestrator
