#include "orchestrator/results/json_rows.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

namespace orchestrator {
namespace {

template <typename Integer>
void append_integer(std::string& out, Integer value) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out.append(buffer, end);
}

}  // namespace

void JsonRows::number(double value) {
  if (!std::isfinite(value)) return raw("null");
  char buffer[32];
  char* end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  // A whole number stays a number with a fraction, so that readers in every language see the same type in each row.
  const bool whole = std::memchr(buffer, '.', static_cast<std::size_t>(end - buffer)) == nullptr &&
                     std::memchr(buffer, 'e', static_cast<std::size_t>(end - buffer)) == nullptr;
  out_.append(buffer, end);
  if (whole) raw(".0");
}

void JsonRows::number(std::int64_t value) { append_integer(out_, value); }
void JsonRows::number(std::uint64_t value) { append_integer(out_, value); }
void JsonRows::text(std::string_view value) {
  out_ += nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace orchestrator
