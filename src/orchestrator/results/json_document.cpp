#include "orchestrator/results/json_document.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "orchestrator/base/parallel_for.h"

namespace orchestrator {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

void JsonDocument::start(std::string_view key) {
  if (!first_) text_ += ',';
  first_ = false;
  if (pretty_) text_ += "\n  ";
  JsonRows(text_).text(key);
  text_ += pretty_ ? ": " : ":";
}

void JsonDocument::hand_on() {
  sink_(text_);
  text_.clear();
}

void JsonDocument::add(std::string_view key, const Json& value) {
  start(key);
  const bool indented = pretty_ && value.is_structured() && !value.empty();
  std::string text = value.dump(indented ? 2 : -1, ' ', false, Json::error_handler_t::replace);
  if (indented) {
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 3)) text.insert(at + 1, "  ");
  }
  text_ += text;
}

void JsonDocument::add_list(std::string_view key, std::size_t count, const std::function<void(JsonRows&, std::size_t)>& write) {
  constexpr std::size_t kPiece = 8192;
  start(key);
  text_ += '[';
  hand_on();
  const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::string> pieces(std::min(threads, (count + kPiece - 1) / kPiece));
  for (std::size_t begin = 0; begin < count; begin += pieces.size() * kPiece) {
    parallel_for(pieces.size(), threads, [&](std::size_t p) {
      pieces[p].clear();
      JsonRows rows(pieces[p]);
      const std::size_t first = begin + p * kPiece;
      for (std::size_t i = first; i < std::min(first + kPiece, count); ++i) {
        if (i > 0) rows.raw(",");
        if (pretty_) rows.raw("\n    ");
        write(rows, i);
      }
    });
    for (const std::string& piece : pieces) sink_(piece);
  }
  if (pretty_ && count > 0) text_ += "\n  ";
  text_ += ']';
}

void JsonDocument::finish() {
  text_ += pretty_ ? "\n}" : "}";
  hand_on();
}

}  // namespace orchestrator
