#include "orchestrator/engine/configuration/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/configuration/inline_rows_parser.h"
#include "orchestrator/engine/configuration/json_values.h"

namespace orchestrator::configuration {
namespace {

using nlohmann::json;

constexpr std::size_t kDeepest = 64;  // nothing in a configuration nests deeper, and recursion over the tree stays bounded

/// Follows a parse to find duplicate keys, which a JSON tree would swallow.
class DuplicateKeyGuard {
 public:
  explicit DuplicateKeyGuard(std::string root) : root_(std::move(root)) {}

  bool operator()(int /*depth*/, json::parse_event_t event, const json& parsed) {
    switch (event) {
      case json::parse_event_t::object_start:
      case json::parse_event_t::array_start:
        open();
        break;
      case json::parse_event_t::object_end:
      case json::parse_event_t::array_end:
        frames_.pop_back();
        break;
      case json::parse_event_t::key:
        enter_key(parsed.get_ref<const std::string&>());
        break;
      default:
        break;
    }
    return true;
  }

 private:
  struct Frame {
    std::set<std::string> keys;
    std::string path;     // of the container
    std::string current;  // of its newest member
  };

  void open() {
    const std::string path = frames_.empty() ? root_ : frames_.back().current.empty() ? frames_.back().path : frames_.back().current;
    if (frames_.size() >= kDeepest)
      throw configuration_error("too_deep", fmt::format("the JSON nests deeper than {} levels", kDeepest), path);
    frames_.push_back({{}, path, {}});
  }
  void enter_key(const std::string& key) {
    Frame& frame = frames_.back();
    frame.current = path_to(frame.path, key);
    if (!frame.keys.insert(key).second)
      throw configuration_error("duplicate_key", fmt::format("the key '{}' is there twice", key), frame.current);
  }

  std::string root_;
  std::vector<Frame> frames_;
};

std::string hint_at(std::string_view text, std::size_t offset, const std::string& reason) {
  if (reason.find("expected ':'") != std::string::npos) return "a colon is missing before it";
  const std::string_view rest = text.substr(std::min(offset, text.size()));
  const auto before = text.substr(0, std::min(offset, text.size())).find_last_not_of(" \t\r\n");
  const char previous = before == std::string_view::npos ? '\0' : text[before];
  const auto starts = [&](std::string_view word) { return rest.starts_with(word); };
  if (starts("'")) return "JSON strings are written in double quotes";
  if (starts("NaN") || starts("Infinity") || starts("-Infinity") || starts("nan") || starts("inf") || previous == '-') {
    return "NaN and Infinity are not JSON: write null or leave the key out";
  }
  if (starts("//") || starts("/*") || starts("#")) return "JSON has no comments";
  if ((starts("}") || starts("]")) && previous == ',') return "there is a comma too many before the closing bracket";
  if (starts("True") || starts("False") || starts("None")) return "JSON writes true, false and null";
  if (rest.empty()) return "the text ends too early: a closing bracket or quote is missing";
  if (starts("\"") && previous != '{' && previous != ',') return "a comma is missing before it";
  return {};
}

/// Finds what is wrong with a text that is not JSON, for a person.
[[noreturn]] void throw_bad_json(std::string_view text, const std::string& otherwise) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    throw configuration_error("bad_json", "the configuration is empty", "line 1, column 1",
                              "a configuration is a JSON object: {\"interval\": …}");
  }
  std::size_t offset = 0;
  std::string reason = otherwise;
  try {
    [[maybe_unused]] const json valid = json::parse(text);
  } catch (const json::parse_error& error) {
    offset = error.byte > 0 ? error.byte - 1 : 0;
    reason = error.what();
    if (const auto colon = reason.find(": ", reason.find("column")); colon != std::string::npos) reason = reason.substr(colon + 2);
  } catch (const json::out_of_range& error) {  // "… number overflow parsing '1e400'", without a place
    reason = error.what();
    const auto quote = reason.find('\'');
    const std::string number = quote == std::string::npos ? "" : reason.substr(quote + 1, reason.rfind('\'') - quote - 1);
    if (const auto found = text.find(number); found != std::string_view::npos) offset = found;
    reason = fmt::format("the number {} is too large", number);
  } catch (const json::exception& error) {
    reason = error.what();
  }
  // nlohmann points at the last character that it read: a string begins at the quote before.
  if (reason.find("unexpected string literal") != std::string::npos && offset > 0) offset = std::min(text.rfind('"', offset - 1), offset);
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const std::string place = fmt::format("line {}, column {}", line, before.size() - line_begin + 1);
  // Likewise a literal begins at its first letter.
  std::size_t token = std::min(offset, text.size());
  while (token > line_begin && (std::isalpha(static_cast<unsigned char>(text[token - 1])) != 0)) --token;
  throw configuration_error("bad_json", fmt::format("not valid JSON at {}: {}", place, reason), place, hint_at(text, token, reason));
}

[[noreturn]] void throw_no_object(std::string_view text) {
  json value;
  try {
    value = json::parse(text);
  } catch (const json::exception&) {
    throw_bad_json(text, "");
  }
  throw configuration_error("wrong_type", fmt::format("a configuration must be a JSON object, not {}", type_name(value)), "",
                            "{\"interval\": …, \"strategy\": …}");
}

std::optional<InlineRows> split(std::string_view text, json& tree) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded(text);
  simdjson::ondemand::document document = parser.iterate(padded);
  if (document.type() != simdjson::ondemand::json_type::object) throw_no_object(text);
  std::optional<InlineRows> rows;
  bool rows_seen = false;
  tree = json::object();
  for (auto field : document.get_object()) {
    const std::string key(std::string_view(field.unescaped_key()));
    const std::string path = path_to("", key);
    if (tree.contains(key) || (key == "ohlcv_data" && rows_seen)) {
      throw configuration_error("duplicate_key", fmt::format("the key '{}' is there twice", key), path);
    }
    simdjson::ondemand::value value = field.value();
    if (key != "ohlcv_data") {
      tree[key] = json::parse(std::string_view(simdjson::to_json_string(value)), DuplicateKeyGuard(path));
      continue;
    }
    rows_seen = true;
    if (!value.is_null()) rows = parse_inline_rows(value);
  }
  const bool text_after_it = document.current_location().error() == simdjson::SUCCESS;
  if (text_after_it) throw simdjson::simdjson_error(simdjson::TAPE_ERROR);
  return rows;
}

}  // namespace

std::optional<InlineRows> parse_document(std::string_view text, json& tree) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // Windows editors write a byte order mark
  try {
    return split(text, tree);
  } catch (const simdjson::simdjson_error& error) {
    throw_bad_json(text, error.what());
  } catch (const json::exception& error) {
    throw_bad_json(text, error.what());
  }
}

}  // namespace orchestrator::configuration
